// Sends a request of a RequestCase with a real client and collects the answer.
import http from 'node:http'
import https from 'node:https'
import type { Echo } from '../../../src/echo/echo-answer.ts'
import { clientCertificateBy } from './client-authority.ts'
import type { Reach } from './reach.ts'
import type { RequestCase } from './request-case.ts'
import { sendHttp1, sendHttp2 } from './send-http.ts'
import { sendWebSocket } from './send-websocket.ts'
import type { Reply, Sender } from './sending.ts'
import { partsOf } from './url-parts.ts'

export interface Answer extends Reply {
  /** The body, where an echo backend wrote it. */
  readonly echo?: Echo
  readonly durationMs: number
}

const senders: Readonly<Record<NonNullable<RequestCase['protocol']>, Sender>> = {
  h1: sendHttp1,
  h2: sendHttp2,
  websocket: sendWebSocket,
}

/** Rejects where no connection or no TLS handshake comes about. */
export async function sendRequest(
  request: RequestCase,
  reach: Reach,
  agent: http.Agent | https.Agent | false = false,
): Promise<Answer> {
  const { isTls, authority, target, port } = partsOf(request.url)
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
  const reply = await senders[request.protocol ?? 'h1'](sending)
  const durationMs = performance.now() - start
  return { ...reply, ...withEcho(reply), durationMs }
}

export function agentFor(request: RequestCase): http.Agent | https.Agent {
  const options = { keepAlive: true, maxSockets: 8 }
  return partsOf(request.url).isTls ? new https.Agent(options) : new http.Agent(options)
}

function withEcho({ headers, body }: Reply): { readonly echo?: Echo } {
  if (!headers['content-type']?.startsWith('application/json')) return {}
  try {
    const value = JSON.parse(body)
    return typeof value?.pod === 'string' ? { echo: value } : {}
  } catch {
    return {} // JSON by its name only: the answer is no echo.
  }
}
