// Whether a request may be sent again when its connection was closed before any answer: an endpoint
// may close a kept connection at the very moment a request is on its way.
import type { ForwardRequest } from './forwarder.ts'

// RFC 9110 §9.2.1. Not the idempotent ones too: a DELETE that did happen would be answered with 404.
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

export function mayBeSentTwice(request: ForwardRequest): boolean {
  return request.body === undefined && safeMethods.has(request.method) && !request.signal.aborted
}
