// The line that is printed for a person is tried first, by curl itself where this machine has it.
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { doesSucceed, runCommand } from '../../tools/run-command.ts'

export interface TriedRequest {
  /** `host:port`. */
  readonly address: string
  readonly hostname: string
  readonly path: string
}

const timeoutMs = 5_000

export function curlLine({ address, hostname, path }: TriedRequest): string {
  return `curl -H 'Host: ${hostname}' http://${address}${path}`
}

/** The body of the answer; throws if it is not a 200. */
export async function tryRequest(request: TriedRequest): Promise<string> {
  return (await doesSucceed('curl', ['--version'])) ? tryByCurl(request) : tryByNode(request)
}

async function tryByCurl({ address, hostname, path }: TriedRequest): Promise<string> {
  const flags = [
    '--silent',
    '--show-error',
    '--fail-with-body',
    '--max-time',
    `${timeoutMs / 1000}`,
  ]
  return runCommand('curl', [...flags, '-H', `Host: ${hostname}`, `http://${address}${path}`])
}

async function tryByNode({ address, hostname, path }: TriedRequest): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs)
  const request = get(`http://${address}${path}`, { headers: { host: hostname }, signal })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${body}`)
  return body
}
