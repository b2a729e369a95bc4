// What is wrong with an answer, as sentences; an empty list where it is as expected.
import type { EchoTls } from '../../echo/echo-answer.ts'
import type { Reach } from './reach.ts'
import type { ExpectedAnswer } from './request-case.ts'
import type { RequestAnswer } from './send-request.ts'

export function differences(
  answer: RequestAnswer,
  expected: ExpectedAnswer,
  reach: Reach,
): readonly string[] {
  const { echo } = answer
  const found: string[] = []
  const compare = (what: string, got: unknown, wanted: unknown): void => {
    if (wanted !== undefined && got !== wanted)
      found.push(`${what} is ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`)
  }
  compare('status', answer.status, expected.status)
  compare('grpc-status', Number(answer.headers['grpc-status']), expected.grpcStatus)
  for (const [name, wanted] of Object.entries(expected.headers ?? {}))
    compare(`header ${name}`, comparableHeader(name, answer, reach), spaced(wanted))
  if (expected.backend !== undefined && !isAnsweredBy(answer, expected.backend))
    found.push(`answered by ${backendOf(answer)}, expected ${expected.backend}`)
  for (const key of ['path', 'host', 'method', 'proto'] as const)
    compare(`what the backend received as ${key}`, echo?.[key], expected[key])
  if (expected.backendTls !== undefined)
    compare('TLS at the backend', spokenTls(echo?.tls), spokenTls(expected.backendTls))
  for (const [name, wanted] of Object.entries(expected.requestHeaders ?? {}))
    compare(`header ${name} at the backend`, echoedHeader(answer, name), spaced(wanted))
  if (expected.certificate !== undefined && !hasName(answer, expected.certificate))
    found.push(`the certificate names ${answer.certificate}, expected ${expected.certificate}`)
  if (expected.bodyHas !== undefined && !answer.body.includes(expected.bodyHas))
    found.push(`the body has no ${JSON.stringify(expected.bodyHas)}: ${answer.body.slice(0, 200)}`)
  if (answer.durationMs < (expected.longerThanMs ?? 0))
    found.push(`answered after ${answer.durationMs} ms, expected ${expected.longerThanMs} at least`)
  if (answer.durationMs > (expected.shorterThanMs ?? Infinity))
    found.push(`answered after ${answer.durationMs} ms, expected ${expected.shorterThanMs} at most`)
  return found
}

function spokenTls(tls: Partial<EchoTls> | null | undefined): string {
  return tls ? `${tls.serverName} ${tls.clientCertificate ?? 'nobody'}` : 'none'
}

/** Pods are named after their Service: `cart`, `cart-1`, `cart-5d8f-x2x9q`. */
export function isAnsweredBy({ echo }: RequestAnswer, backend: string): boolean {
  const [namespace, service = ''] = backend.split('/')
  if (echo === undefined || echo.namespace !== namespace) return false
  return echo.pod === service || echo.pod.startsWith(`${service}-`)
}

function backendOf({ echo }: RequestAnswer): string {
  return echo ? `${echo.namespace}/${echo.pod}` : 'no backend'
}

function echoedHeader({ echo }: RequestAnswer, name: string): string | null {
  const wanted = name.toLowerCase()
  const found = Object.entries(echo?.headers ?? {}).find(([key]) => key.toLowerCase() === wanted)
  return found ? spaced(found[1].join(', ')) : null
}

/** `a,b` and `a, b`, one field or two, are the same list (RFC 9110 §5.6.1). */
function spaced(value: string): string
function spaced(value: string | null): string | null
function spaced(value: string | null): string | null {
  return value === null ? null : value.split(/\s*,\s*/).join(', ')
}

function hasName({ certificate = '' }: RequestAnswer, name: string): boolean {
  return certificate.split(', ').includes(`DNS:${name}`)
}

/** A Location names the port that the client sees: it is compared by the listener's own. */
function comparableHeader(name: string, answer: RequestAnswer, reach: Reach): string | null {
  const value = answer.headers[name.toLowerCase()]
  if (value === undefined) return null
  if (name.toLowerCase() !== 'location') return spaced(value)
  return value.replace(
    /^(https?):\/\/([^/?#]*):(\d+)/,
    (_whole, scheme: string, host: string, seen: string) => {
      const port = reach.listenerPortOf(Number(seen))
      const isUsual = port === (scheme === 'https' ? 443 : 80)
      return `${scheme}://${host}${isUsual && port !== Number(seen) ? '' : `:${port}`}`
    },
  )
}
