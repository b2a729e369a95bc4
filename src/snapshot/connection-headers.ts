// Header names that are the gateway's own business. Both halves go by them: what a rule may not write is a
// condition, and is not written.

/** Of one connection, never passed on: RFC 9110 §7.6.1, with those of RFC 2616 §13.5.1 and RFC 7540 §3.2.1. */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/**
 * What no header modifier changes: a route could smuggle requests past the next hop by framing (RFC 9112
 * §6), and CDN-Loop ends loops (RFC 8586 §2: never a customer's to modify). URLRewrite's `hostname` changes
 * Host.
 */
export const headersOfNoRule: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  'cdn-loop',
  'content-length',
  'host',
  'trailer',
])

/** RFC 9110 §6.5.1: no framing, routing or authentication in trailers, nor what had to be known before the body. */
export const neverTrailers: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  'authorization',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'set-cookie',
  'trailer',
])
