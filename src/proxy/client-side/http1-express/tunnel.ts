// Two byte streams joined after a 101 (RFC 9110 §7.8): WebSocket, mostly. Each direction ends for itself, and
// what the client sent early reaches the endpoint only now, as bytes of the new protocol.
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../../words/exchange.ts'
import { joinChunks } from '../../turns/join-chunks.ts'
import type { Limits } from '../../sockets/limits.ts'
import { pump } from '../../words/pump.ts'
import { withoutHeaders } from '../response-head.ts'

interface Tunnel {
  readonly client: Socket
  readonly upstream: Duplex
  /** The head of the 101. */
  readonly switching: string
  /** What the client sent before it could know of the 101. */
  readonly afterHead: Buffer
  readonly bytes: { received: number; sent: number }
  readonly limits: Limits
}

/** Resolves when both directions ended; rejects, with both closed, when one fails or nothing moves. */
export async function joinTunnel(tunnel: Tunnel): Promise<void> {
  const { client, upstream, switching, afterHead, bytes, limits } = tunnel
  upstream.on('error', ignore)
  client.on('error', ignore)
  client.once('close', () => upstream.destroy())
  client.on('timeout', () => client.destroy())
  client.setTimeout(limits.tunnelIdleMs)
  client.write(switching)
  if (afterHead.length > 0) client.unshift(afterHead)

  joinChunks(client)
  joinChunks(upstream)
  let hasEnded = false
  const carry = async (from: Duplex, to: Duplex, onChunk: (size: number) => void) => {
    try {
      await pump(from, to, onChunk)
    } catch (error) {
      // Many close at once when the other side has said its last: then this direction is over too.
      if (!hasEnded) throw error
    }
    hasEnded = true
    to.end()
    client.setTimeout(limits.tunnelHalfClosedMs)
  }
  try {
    await Promise.all([
      carry(client, upstream, (size) => (bytes.received += size)),
      carry(upstream, client, (size) => (bytes.sent += size)),
    ])
    client.destroySoon()
  } catch (error) {
    client.destroy()
    upstream.destroy()
    throw error
  }
}

/** RFC 9110 §8.6: a 101 has no length; a client that believed one would take bytes of the new protocol for it. */
export function switchingHead(protocol: string, headers: HeaderList): string {
  const lines = withoutHeaders(headers, 'content-length')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${lines}\r\n`
}

function ignore(): void {}
