// Sends a request of a RequestCase with a real client (node:http, node:https, node:http2, ws) and
// collects the answer. The path goes out as it is written: URL would tidy it up.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import tls from 'node:tls'
import { WebSocket } from 'ws'
import type { Echo } from '../echo-answer.ts'
import type { Reach } from './reach.ts'
import type { RequestCase } from './request-case.ts'

export interface Answer {
  readonly status: number
  /** Lower-case names; several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body, where an echo backend wrote it. */
  readonly echo?: Echo
  /** The DNS names of the certificate shown. */
  readonly certificate?: string
  readonly durationMs: number
}

interface Sending {
  readonly request: RequestCase
  readonly isTls: boolean
  readonly authority: string
  readonly target: string
  readonly host: string
  readonly port: number
  readonly servername: string
  readonly agent: http.Agent | https.Agent | false
}

type Reply = Omit<Answer, 'durationMs' | 'echo'>

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

const senders = { h1: sendHttp1, h2: sendHttp2, websocket: sendWebSocket }

async function sendHttp1(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, servername, agent } = sending
  const { method = 'GET', headers, body } = sending.request
  const options = { host, port, path: target, method, agent, setDefaultHeaders: true }
  const allHeaders = { host: authority, ...asHeaders(headers) }
  const request = isTls
    ? https.request({ ...options, ...tlsOptions(servername, 'http/1.1'), headers: allHeaders })
    : http.request({ ...options, headers: allHeaders })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const certificate = isTls ? certificateOf(response.socket) : undefined
  return {
    status: response.statusCode ?? 0,
    headers: joined(response.headers),
    body: await text(response),
    ...(certificate !== undefined && { certificate }),
  }
}

async function sendHttp2(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, servername } = sending
  const { method = 'GET', headers, body } = sending.request
  const socket = isTls
    ? await connectTls({ host, port, ...tlsOptions(servername, 'h2') })
    : undefined
  const session = http2.connect(`${isTls ? 'https' : 'http'}://${host}:${port}`, {
    ...(socket && { createConnection: () => socket }),
  })
  try {
    const failure = once(session, 'error').then(([error]) => Promise.reject(error))
    const stream = session.request(
      {
        ':method': method,
        ':path': target,
        ':authority': authority,
        ...(isTls && { ':scheme': 'https' }),
        ...asHeaders(headers),
      },
      { endStream: body === undefined },
    )
    if (body !== undefined) stream.end(body)
    const [answered] = (await Promise.race([once(stream, 'response'), failure])) as [
      http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader,
    ]
    return {
      status: answered[':status'] ?? 0,
      headers: joined(answered),
      body: await text(stream as Readable),
      ...(socket && { certificate: certificateOf(socket) }),
    }
  } finally {
    session.destroy()
  }
}

/** Sends one message and takes what comes back for the body. */
async function sendWebSocket(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, servername } = sending
  const client = new WebSocket(`${isTls ? 'wss' : 'ws'}://${host}:${port}${target}`, {
    headers: { host: authority, ...asHeaders(sending.request.headers) },
    ...(isTls && { servername, rejectUnauthorized: false }),
  })
  const refused = once(client, 'unexpected-response') as Promise<
    [http.ClientRequest, http.IncomingMessage]
  >
  try {
    const opened = await Promise.race([once(client, 'open').then(() => undefined), refused])
    if (opened) {
      const [, response] = opened
      const body = await text(response)
      return { status: response.statusCode ?? 0, headers: joined(response.headers), body }
    }
    client.send(sending.request.body ?? 'hello')
    const [message] = (await once(client, 'message')) as [Buffer]
    return { status: 101, headers: {}, body: message.toString() }
  } finally {
    client.on('error', () => {})
    client.terminate()
  }
}

/** The path is everything after the host, as it is written. */
export function partsOf(url: string): {
  readonly isTls: boolean
  readonly authority: string
  readonly target: string
  readonly port: number
} {
  const [, scheme, authority, target] = /^(https?):\/\/([^/?]+)(.*)$/s.exec(url) ?? []
  if (!scheme || !authority) throw new Error(`${url} is not an http or https URL`)
  const isTls = scheme === 'https'
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? (isTls ? 443 : 80))
  return { isTls, authority, target: target || '/', port }
}

/** The certificates are made for the test: who signed them is not the question here. */
function tlsOptions(servername: string, protocol: string) {
  return { servername, rejectUnauthorized: false, ALPNProtocols: [protocol] }
}

async function connectTls(
  options: tls.ConnectionOptions & { readonly ALPNProtocols: string[] },
): Promise<tls.TLSSocket> {
  const socket = tls.connect(options)
  await once(socket, 'secureConnect')
  if (socket.alpnProtocol !== options.ALPNProtocols[0]) {
    socket.destroy()
    throw new Error(`ALPN chose ${socket.alpnProtocol || 'nothing'}`)
  }
  return socket
}

function certificateOf(socket: unknown): string {
  if (!(socket instanceof tls.TLSSocket)) return ''
  return socket.getPeerCertificate().subjectaltname ?? ''
}

function asHeaders(headers: RequestCase['headers']): Record<string, string | string[]> {
  const entries = Object.entries(headers ?? {})
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}

function joined(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !name.startsWith(':'))
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
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
