// Who gets which address of a range. What a Gateway has it keeps, against everybody, older or not:
// nobody can take over the clients of another by asking for its address (docs/decisions/
// 0012-an-address-stays-with-its-gateway.md). Then those are served who ask for one, then those who take any.
import { addressIn, type AddressRange, isInRange } from './address-range.ts'
import { ipAddressOf } from '../../snapshot/ip-address.ts'

export interface AddressClaim {
  /** `NAMESPACE/NAME` of the Gateway. */
  readonly gateway: string
  /** The one address that it asks for, in the range; undefined: any. */
  readonly asked: string | undefined
  /** What it had before. */
  readonly assigned: string | undefined
}

export type Allocation =
  | { readonly address: string }
  | { readonly takenBy: string }
  | { readonly isExhausted: true }

/** `claims` come with the oldest Gateway first. */
export function allocateAddresses(
  range: AddressRange,
  claims: readonly AddressClaim[],
): ReadonlyMap<string, Allocation> {
  const holders = new Map<bigint, string>()
  const allocations = new Map<string, Allocation>()
  const give = (gateway: string, value: bigint) => {
    holders.set(value, gateway)
    allocations.set(gateway, { address: addressIn(range, value) })
  }

  for (const { gateway, asked, assigned } of claims) {
    const value = valueIn(range, assigned)
    const isWanted = asked === undefined || valueIn(range, asked) === value
    if (value !== undefined && isWanted && !holders.has(value)) give(gateway, value)
  }
  for (const { gateway, asked } of claims) {
    const value = valueIn(range, asked)
    if (value === undefined || allocations.has(gateway)) continue
    const takenBy = holders.get(value)
    if (takenBy === undefined) give(gateway, value)
    else allocations.set(gateway, { takenBy })
  }
  let lowest = range.first
  for (const { gateway } of claims) {
    if (allocations.has(gateway)) continue
    while (holders.has(lowest)) lowest++
    if (lowest <= range.last) give(gateway, lowest)
    else allocations.set(gateway, { isExhausted: true })
  }
  return allocations
}

function valueIn(range: AddressRange, text = ''): bigint | undefined {
  const address = ipAddressOf(text)
  return address && isInRange(range, address) ? address.value : undefined
}
