// How a server comes to listen at an address and port. Here: the process binds it for itself alone.
import { once } from 'node:events'
import { isIPv6, type Server } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

export interface ServerPlace {
  readonly address: string
  readonly port: number
}

/** Resolves when it listens; rejects with what the system says (`code`: EADDRINUSE, …). */
export type OpenServer = (server: Server, place: ServerPlace) => Promise<void>

/** Of every server that takes clients' connections. */
export const serverOptions = { allowHalfOpen: true, noDelay: true, keepAlive: true } as const

/** Connections that may wait until they are taken; net.core.somaxconn may say less. */
export const listenBacklog = 4096

export const openServerHere: OpenServer = async (server, { address, port }) => {
  server.listen({ host: address, port, ipv6Only: isIPv6Only(address), backlog: listenBacklog })
  await once(server, 'listening')
}

/** `::` is every address of the machine, those of IPv4 too. */
export function isIPv6Only(address: string): boolean {
  return isIPv6(address) && address !== '::'
}

/** A socket whose queue does not become empty is closed all the same. */
const longestTakeMs = 5_000

/**
 * The system resets connections that wait in a socket's queue when it closes. So it is closed once the event
 * loop has taken all that waited: it takes one a turn. The first turn ends what is going on, the second looks
 * anew. `taken`: how many were taken so far.
 */
export async function queueTaken(taken: () => number, graceMs: number): Promise<void> {
  const end = performance.now() + Math.min(graceMs, longestTakeMs)
  let before: number
  do {
    before = taken()
    await turn()
    await turn()
  } while (taken() !== before && performance.now() < end)
}
