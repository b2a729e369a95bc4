// One request before the load: a figure counts only if the answer is the backend's.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'

export interface Asked {
  readonly scheme: 'http' | 'https'
  readonly version: 'HTTP/1.1' | 'HTTP/2'
  readonly port: number
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Makes it a POST. */
  readonly body?: Buffer
}

export interface Answered {
  readonly status: number | undefined
  /** Of the body. */
  readonly bytes: number
  readonly grpcStatus?: string
}

const withinMs = 10_000

export async function askOnce(asked: Asked): Promise<Answered> {
  const signal = AbortSignal.timeout(withinMs)
  return asked.version === 'HTTP/1.1' ? askByHttp1(asked, signal) : askByHttp2(asked, signal)
}

async function askByHttp1(
  { scheme, port, path = '/', headers = {}, body }: Asked,
  signal: AbortSignal,
) {
  const method = body ? 'POST' : 'GET'
  const options = { host: '127.0.0.1', port, path, method, headers, agent: false, signal }
  const request =
    scheme === 'http'
      ? http.request(options)
      : https.request({ ...options, rejectUnauthorized: false })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return { status: response.statusCode, bytes: (await buffer(response)).length }
}

async function askByHttp2(
  { scheme, port, path = '/', headers = {}, body }: Asked,
  signal: AbortSignal,
) {
  const session = http2.connect(`${scheme}://127.0.0.1:${port}`, { rejectUnauthorized: false })
  try {
    const method = body ? 'POST' : 'GET'
    const stream = session.request({ ':method': method, ':path': path, ...headers }, { signal })
    let grpcStatus: string | undefined
    stream.once('trailers', (trailers) => (grpcStatus = String(trailers['grpc-status'])))
    stream.end(body)
    const [head] = (await once(stream, 'response', { signal })) as [http2.IncomingHttpStatusHeader]
    const bytes = (await buffer(stream)).length
    return { status: head[':status'], bytes, ...(grpcStatus !== undefined && { grpcStatus }) }
  } finally {
    session.destroy()
  }
}
