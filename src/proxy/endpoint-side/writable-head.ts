// Whether a request's head can be written without becoming something else on the wire. Node checks the
// method and target only as it makes a request, not as they are set later, and checks nothing of what
// HTTP/2 is given as a flat list.
import { nodeHttp } from '../words/node-http.ts'
import type { HeaderList } from '../words/exchange.ts'
import type { ForwardRequest } from './forwarder.ts'

// RFC 9112 §3.2: no whitespace, no control characters.
const notInTargets = /[^\x21-\x7e\x80-\xff]/

/** Throws where it can't. */
export function demandWritable(
  request: Pick<ForwardRequest, 'method' | 'target' | 'authority' | 'headers'>,
): void {
  demandWritableLine(request)
  nodeHttp.validateHeaderValue('host', request.authority)
  demandWritableFields(request.headers)
}

/** Of headers or trailers. */
export function demandWritableFields(fields: HeaderList): void {
  for (const [name, value] of fields) {
    nodeHttp.validateHeaderName(name)
    nodeHttp.validateHeaderValue(name, value)
  }
}

/** The same of the request line alone, where Node checks each header as it is set. */
export function demandWritableLine({
  method,
  target,
}: Pick<ForwardRequest, 'method' | 'target'>): void {
  // A method is a token, as a header's name is (RFC 9110 §9.1).
  nodeHttp.validateHeaderName(method)
  if (notInTargets.test(target)) throw new Error('The request target has invalid characters')
}
