// What node:dgram asks for the address of a host. Here hosts are addresses already: nothing is looked up,
// and nothing waits for a later turn, so that datagrams keep their order and errors come at once.
import { isIP } from 'node:net'

type Found = (error: null, address: string, family: number) => void

export function lookupAddress(address: string, _options: unknown, found: Found): void {
  found(null, address, isIP(address))
}
