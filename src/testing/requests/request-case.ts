// One entry of a requests.yaml: a request as a client means it, and the answer that is right. It names
// no address: how the gateway is reached is another matter (reach.ts).

import type { EchoTls } from '../../echo/echo-answer.ts'

export interface RequestCase {
  /** The fact that it shows, as a sentence. */
  readonly what: string
  /**
   * Scheme, host and path as the client means them; the port is the listener's. `tcp://`, `tls://` and
   * `udp://` send the body, and have no path.
   */
  readonly url: string
  /** GET where absent. */
  readonly method?: string
  /** h1 where absent. With https, ALPN offers that protocol alone. */
  readonly protocol?: 'h1' | 'h2' | 'websocket' | 'grpc'
  /** The name in the TLS handshake; the URL's host where absent, '' for none. */
  readonly sni?: string
  /**
   * The client shows a certificate by the authority in this ConfigMap, `NAMESPACE/NAME`; none where absent.
   * Of one that nothing names, the authority is unknown.
   */
  readonly clientCertificate?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  /** How often it is sent; once where absent. */
  readonly times?: number
  readonly expect: ExpectedAnswer
}

export interface ExpectedAnswer {
  readonly status?: number
  /** Of gRPC. */
  readonly grpcStatus?: number
  /** No connection, or no handshake, comes about; of what is no HTTP: nothing comes back. */
  readonly refused?: boolean
  /** Of the answer, joined by `, `; null: it is not there. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** `NAMESPACE/SERVICE`: its pods are named after it. */
  readonly backend?: string
  /** What the backend received. */
  readonly path?: string
  readonly host?: string
  readonly method?: string
  readonly proto?: string
  readonly requestHeaders?: Readonly<Record<string, string | null>>
  /** What it saw of TLS; null: it was spoken to in the clear. */
  readonly backendTls?: EchoTls | null
  /** By backend, how much of `times` it answers, in percent. */
  readonly shares?: Readonly<Record<string, number>>
  /** By backend, how much of `times` it gets a copy of, in percent. */
  readonly mirrored?: Readonly<Record<string, number>>
  /** A DNS name in the certificate that was shown. */
  readonly certificate?: string
  /** What the answer's body has in it. */
  readonly bodyHas?: string
  readonly longerThanMs?: number
  readonly shorterThanMs?: number
}

// Spelled as records, so that the compiler says when one is missing.
const caseKeys: Record<keyof RequestCase, true> = {
  what: true,
  url: true,
  method: true,
  protocol: true,
  sni: true,
  clientCertificate: true,
  headers: true,
  body: true,
  times: true,
  expect: true,
}
const expectKeys: Record<keyof ExpectedAnswer, true> = {
  status: true,
  grpcStatus: true,
  refused: true,
  headers: true,
  backend: true,
  path: true,
  host: true,
  method: true,
  proto: true,
  requestHeaders: true,
  backendTls: true,
  shares: true,
  mirrored: true,
  certificate: true,
  bodyHas: true,
  longerThanMs: true,
  shorterThanMs: true,
}

/** Throws where an entry has a key that nothing would look at. */
export function checkRequestCases(value: unknown, file: string): readonly RequestCase[] {
  if (!Array.isArray(value)) throw new Error(`${file} is not a list of requests`)
  for (const entry of value) {
    checkKeys(entry, caseKeys, file)
    checkKeys(entry.expect, expectKeys, `${file}: ${entry.what}: expect`)
    if (!entry.what || !entry.url) throw new Error(`${file}: an entry lacks \`what\` or \`url\``)
  }
  return value
}

function checkKeys(value: unknown, known: object, where: string): void {
  if (typeof value !== 'object' || value === null) throw new Error(`${where} is not an object`)
  const unknown = Object.keys(value).filter((key) => !(key in known))
  if (unknown.length > 0) throw new Error(`${where}: unknown ${unknown.join(', ')}`)
}
