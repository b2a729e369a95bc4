// Where `rauta serve` has its servers, so that `rauta status` finds them with no flag; where another program
// has that port, any other.
import { once } from 'node:events'
import { createServer } from 'node:net'

export async function usualPlace(port: number): Promise<string> {
  return `127.0.0.1:${(await isFree(port)) ? port : 0}`
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    // Whatever is in the way: the gateway says it of the next port, if it is in the way there too.
    return false
  }
  await new Promise((resolve) => server.close(resolve))
  return true
}
