// Where a gateway of a test may listen: Gateways name ports such as 80 and 443, and several test files
// run at once. On Linux all of 127.0.0.0/8 is loopback, so that each process and each worker thread of
// it takes an address of its own; elsewhere only 127.0.0.1 is there, and ports have to do.
import { threadId } from 'node:worker_threads'

export interface TestPlace {
  readonly address: string
  readonly portOffset: number
}

const own = process.pid * 64 + (threadId % 64)
let places = 0

/** A new one each time, up to 78 in a thread: then 80 and the next one's 8000 would meet. */
export function ownPlace(): TestPlace {
  places += 1
  const portOffset = 10_000 + places * 100
  if (process.platform !== 'linux')
    return { address: '127.0.0.1', portOffset: portOffset + (own % 20_000) }
  // Above 127.0.255.255, where nobody listens by habit.
  const number = (own % (254 << 16)) + (1 << 16)
  return { address: `127.${number >> 16}.${(number >> 8) & 255}.${number & 255}`, portOffset }
}
