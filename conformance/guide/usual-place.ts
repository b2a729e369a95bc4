// Where `rauta serve` has its servers, so that `rauta status` finds them with no flag; where another program
// has that port, any other.
import { isFreePort } from '../../src/testing/free-ports.ts'

export async function usualPlace(port: number): Promise<string> {
  return `127.0.0.1:${(await isFreePort(port)) ? port : 0}`
}
