// The body of an answer, on connections that are kept.
import http from 'node:http'
import { text } from 'node:stream/consumers'

const agent = new http.Agent({ keepAlive: true })

/** Undefined: nobody answers. */
export async function askBody(port: number, hostname: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  http
    .get({ agent, host: '127.0.0.1', port, headers: { host: hostname } }, (response) =>
      resolve(text(response)),
    )
    .once('error', () => resolve(undefined))
  return promise
}

/** Lets the process end. */
export function forgetConnections(): void {
  agent.destroy()
}
