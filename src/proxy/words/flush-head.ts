// Sends a head before its body. Node's flushHeaders() writes it as UTF-8, so that an octet above ASCII in a value
// becomes two; with an encoding it stays one (RFC 9110 §5.5: recipients take such octets as they are).
import type { OutgoingMessage } from 'node:http'

export function flushHead(message: OutgoingMessage): void {
  if (!message.destroyed) message.write('', 'latin1')
}
