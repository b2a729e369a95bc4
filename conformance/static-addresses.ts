// What the suite asks for in `spec.addresses`: one address that a Gateway may have, the last of the range,
// which is given to nobody while there are others, and one that it may not.
import { addressIn, addressRangeOf } from '../src/translate/addresses/address-range.ts'

export interface StaticAddresses {
  readonly usable: string
  readonly unusable: string
}

// For documentation alone (RFC 5737): of no network that somebody has.
const unusable = '192.0.2.1'

export function staticAddresses(poolRange: string): StaticAddresses {
  const range = addressRangeOf(poolRange)
  if (!range) throw new Error(`POOL_RANGE is a range such as 10.0.0.0/24, not ${poolRange}`)
  return { usable: addressIn(range, range.last), unusable }
}
