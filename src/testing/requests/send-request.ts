// Sends a request of a RequestCase with a real client and collects the answer.
import http from 'node:http'
import https from 'node:https'
import type { Echo } from '../../echo/echo-answer.ts'
import { clientCertificateBy } from './client-authority.ts'
import type { Reach } from './reach.ts'
import type { RequestCase } from './request-case.ts'
import { sendGrpc } from './send-grpc.ts'
import { sendHttp1, sendHttp2 } from './send-http.ts'
import { sendDatagram, sendLine, sendLineByTls } from './send-stream.ts'
import { sendWebSocket } from './send-websocket.ts'
import type { Reply, Sender } from './sending.ts'
import { urlPartsOf } from './url-parts.ts'

export interface RequestAnswer extends Reply {
  /** The body, where an echo backend wrote it; of what is no HTTP who answered alone. */
  readonly echo?: Partial<Echo> & Pick<Echo, 'namespace' | 'pod'>
  readonly durationMs: number
}

const senders: Readonly<Record<NonNullable<RequestCase['protocol']>, Sender>> = {
  h1: sendHttp1,
  h2: sendHttp2,
  websocket: sendWebSocket,
  grpc: sendGrpc,
}

const streamSenders: ReadonlyMap<string, Sender> = new Map([
  ['tcp', sendLine],
  ['tls', sendLineByTls],
  ['udp', sendDatagram],
])

/** Rejects where no connection or no TLS handshake comes about. */
export async function sendRequest(
  request: RequestCase,
  reach: Reach,
  agent: http.Agent | https.Agent | false = false,
): Promise<RequestAnswer> {
  const { scheme, isTls, authority, target, port } = urlPartsOf(request.url)
  const hostname = authority.replace(/:\d+$/, '')
  const sending = {
    request,
    isTls,
    authority,
    target,
    agent,
    ...reach.addressOf(port),
    servername: request.sni ?? hostname,
    pair:
      request.clientCertificate === undefined
        ? undefined
        : await clientCertificateBy(request.clientCertificate),
  }
  const start = performance.now()
  const send = streamSenders.get(scheme) ?? senders[request.protocol ?? 'h1']
  const reply = await send(sending)
  const durationMs = performance.now() - start
  return { ...reply, ...withEcho(reply), durationMs }
}

export function agentFor(request: RequestCase): http.Agent | https.Agent {
  const options = { keepAlive: true, maxSockets: 8 }
  return urlPartsOf(request.url).isTls ? new https.Agent(options) : new http.Agent(options)
}

function withEcho({ headers, body }: Reply): Pick<RequestAnswer, 'echo'> {
  const [, namespace, pod] = /^([^/\s]+)\/[^/\s]+\/([^:\s]+): /.exec(body) ?? []
  if (namespace !== undefined && pod !== undefined) return { echo: { namespace, pod } }
  if (!headers['content-type']?.startsWith('application/json')) return {}
  try {
    const value = JSON.parse(body)
    return typeof value?.pod === 'string' ? { echo: value } : {}
  } catch {
    return {} // JSON by its name only: the answer is no echo.
  }
}
