// A client that sends by HTTP/2 what its case says in HTTP/1.1, as far as there are words for it: each request on a
// stream of its own, once everything rests after the one before it. Node's client: no code of the gateway's.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Activity } from './activity.ts'
import { canonicalMessage } from './canonical.ts'
import type { DifferentialCase } from './case.ts'
import type { ClientPlace, DifferentialClient } from './client.ts'
import type { Message } from './messages.ts'
import { readRequest, type ReadMessage } from './messages.ts'

export class Http2Client implements DifferentialClient {
  readonly #socket: Socket
  readonly #session: ClientHttp2Session
  readonly #activity: Activity
  readonly #scheme: 'http' | 'https'
  readonly #asked: Asked[] = []
  readonly #states: string[] = []

  constructor({ address, port }: ClientPlace, isSecure: boolean, activity: Activity) {
    this.#activity = activity
    this.#scheme = isSecure ? 'https' : 'http'
    const options = { host: address, port, noDelay: true }
    const name = { servername: 'a.test', ALPNProtocols: ['h2'], rejectUnauthorized: false }
    const socket = isSecure ? connectTls({ ...options, ...name }) : connectTcp(options)
    this.#socket = socket
    // Before the session takes what comes.
    for (const event of ['connect', 'secureConnect', 'close', 'error'])
      socket.on(event, () => activity.note())
    this.#session = connect(`${this.#scheme}://${address}`, { createConnection: () => socket })
    for (const event of ['goaway', 'close', 'error', 'remoteSettings'])
      this.#session.on(event, () => activity.note())
  }

  async send({ send }: DifferentialCase): Promise<void> {
    const bytes = send.join('')
    for (let at = 0; ;) {
      const request = readRequest(bytes, at)
      if (!request || this.#session.destroyed) return
      if (at > 0) await this.#activity.still()
      this.#activity.note()
      this.#ask(request)
      at = request.next
    }
  }

  look(): void {
    const state = this.#session.destroyed || this.#socket.destroyed ? 'closed' : 'open'
    this.#states.push(`(${state})`)
  }

  finish({ closes = 'end' }: DifferentialCase): void {
    this.#activity.note()
    if (closes === 'reset') this.#socket.resetAndDestroy()
    else this.#session.close()
  }

  leave(): void {
    this.#activity.note()
    this.#session.destroy()
    this.#socket.destroy()
  }

  saw(): string {
    return [this.#states.join(' '), ...this.#asked.map((asked) => asked.text())].join('\n\n')
  }

  #ask(request: ReadMessage): void {
    const asked = new Asked(this.#activity)
    this.#asked.push(asked)
    try {
      asked.send(this.#session, fieldsOf(request, this.#scheme), request)
    } catch (error) {
      // HTTP/2 has no words for it, or its client refuses to.
      asked.problem = error instanceof Error ? error.message : String(error)
    }
  }
}

/** One request, and what came of it. */
class Asked {
  problem: string | undefined
  readonly #activity: Activity
  readonly #interims: string[] = []
  readonly #content: Buffer[] = []
  #stream: ClientHttp2Stream | undefined
  #head: IncomingHttpHeaders | undefined
  #trailers: IncomingHttpHeaders = {}
  #hasEnded = false

  constructor(activity: Activity) {
    this.#activity = activity
  }

  send(session: ClientHttp2Session, fields: OutgoingHttpHeaders, request: ReadMessage): void {
    const { content, trailers, end } = request
    const isWhole = end === 'complete'
    const endStream = isWhole && content === '' && trailers.length === 0 && !isChunked(request)
    const stream = session.request(fields, {
      endStream,
      waitForTrailers: isWhole && trailers.length > 0,
    })
    this.#stream = stream
    const on = (event: string, take: (...values: never[]) => void) =>
      stream.on(event, (...values: unknown[]) => {
        this.#activity.note()
        take(...(values as never[]))
      })
    on('headers', (head: IncomingHttpHeaders) => this.#interims.push(messageOf(head, '', {})))
    on('response', (head: IncomingHttpHeaders) => (this.#head = head))
    on('data', (bytes: Buffer) => this.#content.push(bytes))
    on('trailers', (came: IncomingHttpHeaders) => (this.#trailers = came))
    on('end', () => (this.#hasEnded = true))
    on('error', () => {})
    on('close', () => {})
    on('wantTrailers', () => {
      try {
        stream.sendTrailers(objectOf(trailers))
      } catch {
        stream.close(constants.NGHTTP2_CANCEL)
      }
    })
    if (endStream) return
    if (content !== '') stream.write(content, 'latin1')
    if (isWhole) stream.end()
  }

  text(): string {
    if (this.problem !== undefined) return `(not sent: ${this.problem})`
    const code = this.#stream?.rstCode ?? 0
    const isWhole = this.#hasEnded && code === constants.NGHTTP2_NO_ERROR
    const end = `(${isWhole ? 'complete' : 'cut'}, code ${code})`
    const content = Buffer.concat(this.#content).toString('latin1')
    const answer = this.#head ? messageOf(this.#head, content, this.#trailers) : '(no answer)'
    return [...this.#interims, answer, end].join('\n')
  }
}

const ofHop = new Set(['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding'])

function fieldsOf({ start, lines }: ReadMessage, scheme: string): OutgoingHttpHeaders {
  const [method = '', path = ''] = start.split(' ')
  const host = lines.find((line) => /^host:/i.test(line))
  const kept = lines.filter((line) => !ofHop.has(nameOf(line)))
  return {
    ':method': method,
    ':path': path,
    ':scheme': scheme,
    ':authority': host === undefined ? '' : valueOf(host),
    ...objectOf(kept),
  }
}

function isChunked({ lines }: Pick<Message, 'lines'>): boolean {
  return lines.some((line) => nameOf(line) === 'transfer-encoding')
}

function objectOf(lines: readonly string[]): OutgoingHttpHeaders {
  const fields: Record<string, string[]> = {}
  for (const line of lines) (fields[nameOf(line)] ??= []).push(valueOf(line))
  return fields
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase()
}

function valueOf(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim()
}

function messageOf(
  { ':status': status, ...head }: IncomingHttpHeaders,
  content: string,
  trailers: IncomingHttpHeaders,
): string {
  return canonicalMessage({
    start: `HTTP/2 ${status}`,
    lines: linesOf(head),
    content,
    trailers: linesOf(trailers),
    extensions: [],
    end: 'complete',
  })
}

function linesOf(fields: IncomingHttpHeaders): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}`),
  )
}
