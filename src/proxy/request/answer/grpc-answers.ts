// What a client of gRPC is told where the gateway answers itself, or has to say what became of an answer:
// the one table from flags and reset codes to statuses of gRPC
// (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md). What an endpoint answers that is no gRPC
// passes as it is: clients have a table of their own for that (http-grpc-status-mapping.md).
import { http2Code } from '../../frames/http2-codes.ts'
import type { AccessFlag } from '../../../observe/log/access-record.ts'
import type { HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import { firstValue } from '../../words/header-list.ts'
import { isGrpcRequest } from '../../words/grpc-request.ts'
import type { LocalAnswer } from './local-answers.ts'

export const grpcStatus = {
  CANCELLED: 1,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const

const { INTERNAL, UNAVAILABLE, UNIMPLEMENTED, DEADLINE_EXCEEDED, CANCELLED } = grpcStatus

/** 'as HTTP': those answers mean something to HTTP alone. */
export const statusByFlag: Partial<Record<AccessFlag, number | 'as HTTP'>> = {
  // "gRPC returns an Unimplemented status code" where no hostname of a listener fits (gateway_types.go).
  'no-listener': UNIMPLEMENTED,
  'no-rule': UNIMPLEMENTED,
  'rule-refused': INTERNAL,
  // "`UNAVAILABLE` statuses MUST be returned for requests that would have otherwise been routed to an
  // invalid backend" (grpcroute_types.go).
  'backend-invalid': UNAVAILABLE,
  'no-endpoint': UNAVAILABLE,
  overloaded: UNAVAILABLE,
  'connect-failed': UNAVAILABLE,
  'gateway-full': UNAVAILABLE,
  'upstream-reset': UNAVAILABLE,
  'upstream-malformed': INTERNAL,
  'body-cut': INTERNAL,
  'request-timeout': DEADLINE_EXCEEDED,
  'backend-timeout': DEADLINE_EXCEEDED,
  'idle-timeout': DEADLINE_EXCEEDED,
  'body-timeout': DEADLINE_EXCEEDED,
  'read-timeout': CANCELLED,
  'client-gone': CANCELLED,
  // A 421 has a client's HTTP/2 make another connection (RFC 9110 §15.5.20); gRPC has no word for it.
  misdirected: 'as HTTP',
  redirected: 'as HTTP',
  preflight: 'as HTTP',
  'preflight-refused': 'as HTTP',
}

/** Undefined where the answer is to be HTTP's: the request is no gRPC, or there is no other word. */
export function grpcAnswer(answer: LocalAnswer, request: RequestHead): Response | undefined {
  if (!isGrpcRequest(request)) return undefined
  const status = answer.grpcStatus ?? (answer.flag && statusByFlag[answer.flag]) ?? INTERNAL
  if (status === 'as HTTP') return undefined
  // Trailers-Only: one head that ends the stream.
  return {
    status: 200,
    headers: [['content-type', 'application/grpc'], ...statusTrailers(status, answer.sentence)],
  }
}

export function statusTrailers(status: number, message: string): HeaderList {
  return [
    ['grpc-status', String(status)],
    ['grpc-message', percentEncoded(message)],
  ]
}

/** Undefined: there is none, or it is no number of a status. */
export function grpcStatusIn(headers: HeaderList): number | undefined {
  const value = firstValue(headers, 'grpc-status')
  return value !== undefined && /^[0-9]{1,9}$/.test(value) ? Number(value) : undefined
}

/** "Errors" of PROTOCOL-HTTP2.md: what an endpoint means by RST_STREAM. */
const byResetCode: ReadonlyMap<number, number> = new Map([
  [http2Code.REFUSED_STREAM, UNAVAILABLE],
  [http2Code.CANCEL, CANCELLED],
  [http2Code.ENHANCE_YOUR_CALM, grpcStatus.RESOURCE_EXHAUSTED],
  [http2Code.INADEQUATE_SECURITY, grpcStatus.PERMISSION_DENIED],
])

/** Undefined: there was no RST_STREAM, the connection was lost. */
export function statusOfReset(code: number | undefined): number {
  return code === undefined ? UNAVAILABLE : (byResetCode.get(code) ?? INTERNAL)
}

/** "Percent-Encoded": all but printable ASCII, and % itself. */
function percentEncoded(message: string): string {
  const bytes = Buffer.from(message)
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
}
