// A client that closed its side after its last request (RFC 9112 §9.6) waits for the answer, or is gone: TCP
// tells both alike, until something is written: the system of one that is gone answers with a reset, which
// frees what its request holds.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from './limits.ts'

/**
 * Asks by interim answers, which clients pass over (RFC 9110 §15.2). Where none can be written, in HTTP/1.0 and
 * in mid-answer, the connection ends once nothing was written for a while. `awaited`: the answer that is due.
 */
export function watchHalfClosed(
  stream: Socket,
  awaited: () => ServerResponse | undefined,
  limits: Limits,
): void {
  let written = stream.bytesWritten
  let writtenAt = performance.now()
  const timer = setInterval(() => {
    const response = awaited()
    if (!response) return
    if (!response.headersSent && response.req.httpVersion !== '1.0') response.writeContinue()
    if (stream.bytesWritten !== written || stream.writableLength > 0) {
      written = stream.bytesWritten
      writtenAt = performance.now()
    } else if (performance.now() - writtenAt > limits.halfClosedMs) stream.destroy()
  }, limits.halfClosedProbeMs)
  stream.once('close', () => clearInterval(timer))
}
