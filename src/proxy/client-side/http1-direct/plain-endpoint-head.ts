// Writes the head of a plain request to its endpoint: the lines that the client sent as they came, with what the
// gateway tells and the framing behind them.
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import { framingOf } from '../direct-exchange/endpoint-head.ts'
import type { ForwardingLines } from '../direct-exchange/forwarding-lines.ts'
import { drop, headLines, keep, plainHead } from './plain-head.ts'
import type { PlainRequest } from './plain-request.ts'

/** Of the head that was read last. */
export function plainEndpointHead(
  { method, target, authority, text }: PlainRequest,
  { before, behind }: ForwardingLines,
  requestId: string,
): string {
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${authority}\r\n`
  const { count, offsets } = headLines
  /** Lines that are kept are cut out together. */
  let from = -1
  let to = 0
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots) {
    const becomes = offsets[slot + 4]
    if (becomes === keep) {
      if (from === -1) from = offsets[slot]!
      to = offsets[slot + 3]! + 2
      continue
    }
    if (from !== -1) head += text.slice(from, to)
    from = -1
    if (becomes !== drop) {
      const name = text.slice(offsets[slot]!, offsets[slot + 1]!)
      head += `${name}: ${text.slice(offsets[slot + 2]!, offsets[slot + 3]!)}\r\n`
    }
  }
  if (from !== -1) head += text.slice(from, to)
  return head + before + requestId + behind + framingOf(method, plainHead)
}
