// The addresses of a pool on the node that has them. One route makes the kernel own the whole range
// (AnyIP): sockets can be bound to any address of it, and ARP is answered for all. No address is
// configured, so that nothing else on the node sees a change. IPv4 only: for IPv6 the kernel does
// neither (docs/decisions/0015-a-pool-on-one-node.md).
import { BlockList, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Log } from '../../observe/log/observer.ts'
import { announceAddresses } from './announce-addresses.ts'
import { type RunIp, runIp } from './run-ip.ts'

export interface PoolRangeOptions {
  /** CIDR of IPv4, by its lowest address. */
  readonly range: string
  readonly log: Log
  /** The program `ip`. */
  readonly run?: RunIp
}

export interface PoolRange {
  readonly isHeld: boolean
  /** Can be called at any time: it puts back what somebody removed. Rejects with one clear sentence. */
  hold(): Promise<void>
  /** Tells neighbours of addresses in use that they are here. Nothing where the range is not held. */
  announce(addresses: readonly string[]): Promise<void>
  /** Also of what a predecessor on this node left: to be called at the start by who does not hold. */
  release(): Promise<void>
}

/** Throws for a range of IPv6. */
export function createPoolRange({ range, log, run = runIp }: PoolRangeOptions): PoolRange {
  const block = blockOf(range)
  // The table is named, since busybox would take another one than iproute2 does: main, where no socket
  // can be bound to the range as soon as the node has routing rules of its own.
  const route = ['local', range, 'dev', 'lo', 'table', 'local']
  let isHeld = false
  let announcing = new AbortController()
  let last = Promise.resolve()

  /** One after the other, in the order of the calls. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  async function hold(): Promise<void> {
    await refuseOwnAddresses()
    await run(['route', 'replace', ...route])
    if (!isHeld) log.info({ range }, 'The addresses of the pool are on this node')
    isHeld = true
  }

  async function release(): Promise<void> {
    announcing.abort()
    try {
      await run(['route', 'del', ...route])
    } catch (error) {
      // No such route, unless it is still there.
      const left = await run(['route', 'show', 'table', 'local', 'exact', range])
      if (left.trim() !== '') throw error
    }
    if (isHeld) log.info({ range }, 'The addresses of the pool are no longer on this node')
    isHeld = false
  }

  /** With these in the range the node would talk to itself instead, and be cut off. */
  async function refuseOwnAddresses(): Promise<void> {
    const own = Object.values(networkInterfaces()).flatMap((each = []) =>
      each.map(({ address }) => address),
    )
    const routes = await run(['route', 'show'])
    const routers = [...routes.matchAll(/\bvia ([\da-f.:]+)/g)].map(([, address = '']) => address)
    const lost = [...own, ...routers].find((address) => isIn(block, address))
    if (lost !== undefined)
      throw new Error(
        `The range ${range} contains ${lost}, which this node or its router already has: choose addresses that nothing else uses`,
      )
  }

  return {
    get isHeld() {
      return isHeld
    },
    hold: () => inTurn(hold),
    release: () => inTurn(release),
    async announce(addresses) {
      await last
      if (!isHeld) return
      announcing.abort()
      announcing = new AbortController()
      await announceAddresses(addresses, {
        isPooled: (one) => isIn(block, one),
        log,
        signal: announcing.signal,
      })
    },
  }
}

function blockOf(range: string): BlockList {
  const [address = '', length = ''] = range.split('/')
  if (isIPv6(address))
    throw new Error(
      `The range ${range} is an IPv6 range, but Linux binds sockets only to IPv4 ranges: give an IPv4 range, for example 192.168.1.192/26`,
    )
  const block = new BlockList()
  block.addSubnet(address, Number(length), 'ipv4')
  return block
}

function isIn(block: BlockList, address: string): boolean {
  return block.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
