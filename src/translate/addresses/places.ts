// The place of each of our Gateways, by the mode of the install. One that is as it was is the same
// object (===), so that nothing that was made of it is made anew.
import type { Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Addressing } from '../addressing.ts'
import { isGatewayValid } from '../gateways/gateway-problems.ts'
import { keptIfEqual, keptLatest } from '../kept.ts'
import type { Reads } from '../reads.ts'
import type { PortOptions } from './own-ports.ts'
import type { Place } from './place.ts'
import type { ServiceSeeker } from './place-seeker.ts'
import { poolPlaces } from './pool-places.ts'
import { serviceKey, servicePlaces } from './service-places.ts'
import { sharedPlace } from './shared-place.ts'

export type Places = ReadonlyMap<string, Place>

export function createPlaces(options: PortOptions) {
  const placeRound = keptIfEqual<Place>()
  const addressingRound = keptIfEqual<Addressing>()
  /** Lists side by side, whose members are compared (===) with those before. */
  const placesOf = keptLatest(
    (
      addressing: Addressing,
      gateways: readonly Gateway[],
      areValid: readonly boolean[],
      services: readonly (Service | undefined)[],
    ): Places => {
      const keys = gateways.map(keyOf)
      const seekers = gateways.map((gateway, index) => ({
        gateway,
        isValid: areValid[index] === true,
        service: services[index],
      }))
      const kept = placeRound()
      return new Map(
        placesBy(addressing, seekers, options).map((place, index) => {
          const key = keys[index] ?? ''
          return [key, kept(key, place)]
        }),
      )
    },
  )

  return (gateways: readonly Gateway[], addressing: Addressing, reads: Reads): Places =>
    placesOf(
      addressingRound()('', addressing),
      gateways,
      gateways.map((gateway) => isGatewayValid(gateway, reads)),
      addressing.mode === 'service'
        ? gateways.map((gateway) => reads.get('Service', serviceKey(gateway)))
        : [],
    )
}

/** In the order of the seekers. */
function placesBy(
  addressing: Addressing,
  seekers: readonly ServiceSeeker[],
  options: PortOptions,
): readonly Place[] {
  switch (addressing.mode) {
    case 'host':
      return seekers.map(({ gateway }) => sharedPlace(gateway, addressing, options))
    case 'pool':
      return poolPlaces(seekers, addressing, options)
    case 'service':
      return servicePlaces(seekers, addressing, options)
  }
}
