// Tells the neighbours on the link that IPv4 addresses are here now. Who talked to the node that had
// them before keeps its hardware address for half a minute or longer, and sends into the void.
//
// A gratuitous ARP needs a raw socket (NET_RAW, and something native). The kernel sends the next best
// thing by itself: before a datagram goes to a neighbour that it does not know, it asks all ("who has
// X, tell A"), and A is where the datagram comes from. All who know A learn from the question (RFC 826:
// the sender's pair is merged before anything else). So an empty datagram is sent from each address to
// one of the same network that is not in the kernel's table; whether there is anyone is of no matter.
//
// Where arp_announce of the node is 2 the kernel asks in its own name, and neighbours learn nothing.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Log } from '../../observe/log/observer.ts'
import { type Ipv4Network, networkAround, strangersOf } from './ipv4-network.ts'
import { pause } from '../api/pause.ts'

export interface Announcing {
  readonly isPooled: (address: string) => boolean
  readonly log: Log
  readonly signal: AbortSignal
}

/** A neighbour may miss one, or have heard from the former node within its last second. */
const rounds = 3
const betweenRoundsMs = 1200

/** RFC 863. */
const discardPort = 9

export async function announceAddresses(
  addresses: readonly string[],
  { isPooled, log, signal }: Announcing,
): Promise<void> {
  const onLink = addresses.flatMap((address) => {
    const network = isIPv4(address) ? networkOf(address) : undefined
    return network ? [{ address, network }] : []
  })
  log.debug(
    { addresses: onLink.map(({ address }) => address), others: addresses.length - onLink.length },
    'Announcing addresses to neighbours; addresses outside the networks of this node need a route',
  )
  for (let round = 0; round < rounds && onLink.length > 0; round++) {
    if (round > 0) await pause(betweenRoundsMs, signal)
    const known = await knownNeighbours()
    const isStranger = (address: string) => !known.has(address) && !isPooled(address)
    const strangers = new Map<string, Iterator<string>>()
    for (const { address, network } of onLink) {
      if (signal.aborted) return
      const some = strangers.get(network.address) ?? strangersOf(network, isStranger)
      strangers.set(network.address, some)
      const { value } = some.next()
      if (value !== undefined) await sendFrom(address, value, log)
    }
  }
}

/** Of the node's own networks. */
function networkOf(address: string): Ipv4Network | undefined {
  return Object.values(networkInterfaces())
    .flatMap((each = []) => each)
    .filter(({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr !== null)
    .map(({ cidr }) => networkAround(cidr ?? ''))
    .find((network) => network.contains(address))
}

/** Also those that are asked for right now: no second question is sent for them. */
async function knownNeighbours(): Promise<ReadonlySet<string>> {
  const table = await readFile('/proc/net/arp', 'utf8').catch(() => '')
  return new Set(table.split('\n').map((line) => line.split(/\s/)[0] ?? ''))
}

async function sendFrom(address: string, to: string, log: Log): Promise<void> {
  const socket = createSocket('udp4')
  try {
    socket.bind(0, address)
    await once(socket, 'listening')
    // It never leaves the link.
    socket.setTTL(1)
    await new Promise<void>((resolve, reject) =>
      socket.send('', discardPort, to, (error) => (error ? reject(error) : resolve())),
    )
  } catch (error) {
    log.debug(
      { error, address },
      'An address could not be announced; neighbours find it by themselves',
    )
  } finally {
    socket.close()
  }
}
