// The place of each of our Gateways, by the mode of the install. One that is as it was is the same
// object (===), so that nothing that was made of it is made anew.
import type { Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Addressing } from '../words/addressing.ts'
import { isGatewayValid } from '../listeners/gateway-problems.ts'
import { keptByName, keptIfEqual, keptLatest, keptRecord } from '../incremental/kept.ts'
import type { Reads } from '../incremental/reads.ts'
import type { TranslationInputs } from '../words/translation.ts'
import type { PortOptions } from './own-ports.ts'
import type { ListenerPlace, Place } from '../words/place.ts'
import type { ServiceSeeker } from './place-seeker.ts'
import { poolPlaces } from './pool-places.ts'
import { livePorts, type LivePorts, serviceKey, servicePlaces } from './service-places.ts'
import { sharedPlace } from './shared-place.ts'

export type Places = ReadonlyMap<string, Place>

export function createPlaces(options: PortOptions) {
  const placeRound = keptIfEqual<Place>()
  const portRound = keptIfEqual<ListenerPlace>()
  const addressingRound = keptIfEqual<Addressing>()
  const seekerRound = keptByName(seekerOf)
  const livePortRound = keptRecord<LivePorts>()
  const placesOf = keptLatest(
    (addressing: Addressing, seekers: readonly ServiceSeeker[], live: LivePorts): Places => {
      const [kept, keptPort] = [placeRound(), portRound()]
      return new Map(
        placesBy(addressing, seekers, { ...options, live }).map((place, index) => {
          const key = keyOf(seekers[index]!.gateway)
          const ofSets = Object.entries(place.ofSets).map(([port, one]) => [
            port,
            keptPort(`${key} ${port}`, one),
          ])
          return [key, kept(key, { ...place, ofSets: Object.fromEntries(ofSets) })]
        }),
      )
    },
  )

  /** `portsOfSets` of each of the Gateways, in their order. */
  return (
    gateways: readonly Gateway[],
    portsOfSets: readonly (readonly GatewayPort[])[],
    { circumstances, reads }: { readonly circumstances: TranslationInputs; readonly reads: Reads },
  ): Places => {
    const { addressing, liveListeners = [] } = circumstances
    const seeker = seekerRound()
    const seekers = gateways.map((gateway, index) =>
      seeker(
        keyOf(gateway),
        gateway,
        portsOfSets[index] ?? [],
        isGatewayValid(gateway, reads),
        addressing.mode === 'service' ? reads.get('Service', serviceKey(gateway)) : undefined,
      ),
    )
    const live = addressing.mode === 'service' ? livePorts(liveListeners) : {}
    return placesOf(addressingRound()('', addressing), seekers, livePortRound(live))
  }
}

function seekerOf(
  gateway: Gateway,
  portsOfSets: readonly GatewayPort[],
  isValid: boolean,
  service: Service | undefined,
): ServiceSeeker {
  return { gateway, portsOfSets, isValid, service }
}

/** In the order of the seekers. */
function placesBy(
  addressing: Addressing,
  seekers: readonly ServiceSeeker[],
  options: PortOptions & { readonly live: LivePorts },
): readonly Place[] {
  switch (addressing.mode) {
    case 'host':
      return seekers.map((seeker) => sharedPlace(seeker, addressing, options))
    case 'pool':
      return poolPlaces(seekers, addressing, options)
    case 'service':
      return servicePlaces(seekers, addressing, options)
  }
}
