// Which requests are gRPC, and how long one may last by its own word
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
import type { HeaderList, RequestHead } from './exchange.ts'
import { firstValue, valuesOf } from './header-list.ts'

/** `"application/grpc" [("+proto" / "+json" / {custom})]`: gRPC-Web is another protocol. */
const mediaType = /^application\/grpc(?:$|[+;\s])/i

export function isGrpc(headers: HeaderList): boolean {
  return isGrpcType(firstValue(headers, 'content-type') ?? '')
}

/** Whether a Content-Type says so. */
export function isGrpcType(value: string): boolean {
  return mediaType.test(value)
}

/** By HTTP/1.1 there is none: its answers could not have what a client of gRPC looks for. */
export function isGrpcRequest({ httpVersion, headers }: RequestHead): boolean {
  return httpVersion === '2' && isGrpc(headers)
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['H', 3_600_000],
  ['M', 60_000],
  ['S', 1_000],
  ['m', 1],
  ['u', 1e-3],
  ['n', 1e-6],
])

/**
 * Milliseconds of `grpc-timeout`, at least 1: "If Timeout is omitted a server should assume an infinite
 * timeout". So it is where it is malformed: Envoy ignores it then, and the endpoint, which gets it in any
 * case, may say more.
 */
export function grpcTimeoutMs(headers: HeaderList): number | undefined {
  const [value = '', ...more] = valuesOf(headers, 'grpc-timeout')
  const [, digits = '', unit = ''] = /^([0-9]{1,8})([HMSmun])$/.exec(value) ?? []
  const ms = Number(digits) * (unitMs.get(unit) ?? 0)
  if (digits === '' || more.length > 0) return undefined
  return Math.max(1, Math.ceil(ms))
}
