// The place of each of our Gateways, by the mode of the install. One that is as it was is the same
// object (===), so that nothing that was made of it is made anew.
import type { Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Addressing } from '../addressing.ts'
import { keptIfEqual, keptLatest } from '../kept.ts'
import type { PortOptions } from './own-port.ts'
import type { Place } from './place.ts'
import { sharedPlace } from './shared-place.ts'

export function createPlaces(options: PortOptions) {
  const placeRound = keptIfEqual<Place>()
  const addressingRound = keptIfEqual<Addressing>()
  const placesOf = keptLatest((gateways: readonly Gateway[], addressing: Addressing) => {
    const kept = placeRound()
    return new Map(
      gateways.map((gateway) => {
        const key = keyOf(gateway)
        return [key, kept(key, placeOf(gateway, addressing))] as const
      }),
    )
  })
  return (gateways: readonly Gateway[], addressing: Addressing): ReadonlyMap<string, Place> =>
    placesOf(gateways, addressingRound()('', addressing))

  function placeOf(gateway: Gateway, addressing: Addressing): Place {
    if (addressing.mode === 'host') return sharedPlace(gateway, addressing, options)
    throw new Error(`Addressing by ${addressing.mode} is not there yet`)
  }
}
