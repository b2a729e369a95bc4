// Where a gateway of a test may listen: Gateways name ports such as 80 and 443, and several test files
// run at once. On Linux all of 127.0.0.0/8 is loopback, so that each process takes an address of its
// own; elsewhere only 127.0.0.1 is there, and the port offset alone keeps gateways apart.
export interface Place {
  readonly address: string
  readonly portOffset: number
}

let places = 0

/** A new one each time, up to 78 in a process: then 80 and the next one's 8000 would meet. */
export function ownPlace(): Place {
  places += 1
  const portOffset = 10_000 + places * 100
  if (process.platform !== 'linux')
    return { address: '127.0.0.1', portOffset: portOffset + (process.pid % 90) }
  const { pid } = process
  return { address: `127.${10 + (pid >> 16)}.${(pid >> 8) & 255}.${pid & 255}`, portOffset }
}
