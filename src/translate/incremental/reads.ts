// How the parts of the translation look at resources: every look is recorded, so that a memo is keyed
// on all that it read and on nothing else. Same answers (===) → same output object (===).
import type { BackendTLSPolicy, ReferenceGrant } from '../../resources/gateway-api.ts'
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import type { EndpointSlice } from '../../resources/core.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'
import type { Kind, ResourceOf, ResourceSet } from '../../resources/resource-set.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import type { ListenerPlace, Place } from '../words/place.ts'
import { groupedBy } from './grouped-by.ts'
import { isService, isSlipOfService } from '../words/target-service.ts'
import type { TranslationInputs } from '../words/translation.ts'

export interface Reads {
  get<K extends Kind>(kind: K, key: string): ResourceOf<K> | undefined
  /** The ReferenceGrants of a namespace. */
  grantsIn(namespace: string): readonly ReferenceGrant[]
  /** The EndpointSlices of the Service `namespace/name`. */
  slicesOf(service: string): readonly EndpointSlice[]
  /** The BackendTLSPolicies that target the Service `namespace/name`, or are meant to. */
  tlsPoliciesOf(service: string): readonly BackendTLSPolicy[]
  /** The certificate of that name in the snapshot that is live now. */
  liveCertificate(name: string): Certificate | undefined
  /** Whether that moment (milliseconds since 1970) is over; undefined where no clock was given. */
  isPast(timeMs: number): boolean | undefined
  /** Of a cluster; undefined where there is none. */
  crds(): InstalledCrds | undefined
  /** Where our Gateway `namespace/name` listens. */
  placeOf(gateway: string): Place | undefined
  /** Where a ListenerSet of that Gateway listens with that port. */
  portPlaceOf(gateway: string, port: GatewayPort): ListenerPlace | undefined
  /** Anything else that a part depends on: pass a value that is === while nothing changed. */
  look<T>(what: (resources: ResourceSet) => T): T
}

/** Reads of one set, unrecorded: the root of a translation. */
export function readsOf(
  resources: ResourceSet,
  {
    circumstances,
    places,
  }: { circumstances?: TranslationInputs; places?: ReadonlyMap<string, Place> } = {},
): Reads {
  return {
    // The map of a kind holds that kind; TypeScript can't see it through the index.
    get: <K extends Kind>(kind: K, key: string) =>
      resources[kind].get(key) as ResourceOf<K> | undefined,
    grantsIn: (namespace) => grantsByNamespace(resources.ReferenceGrant, namespace),
    slicesOf: (service) => slicesByService(resources.EndpointSlice, service),
    tlsPoliciesOf: (service) => policiesByService(resources.BackendTLSPolicy, service),
    liveCertificate: (name) => circumstances?.liveCertificates[name],
    isPast: (timeMs) => circumstances && timeMs < circumstances.nowMs,
    crds: () => circumstances?.crds,
    placeOf: (gateway) => places?.get(gateway),
    portPlaceOf: (gateway, port) => places?.get(gateway)?.ofSets[port],
    look: (what) => what(resources),
  }
}

interface Remembered<Out> {
  readonly output: Out
  readonly looks: readonly Look[]
}

interface Look {
  readonly again: (reads: Reads) => unknown
  readonly answer: unknown
}

/** `compute` remembered for each input object, as long as everything it read is the same. */
export function memoised<In extends object, Out>(
  compute: (input: In, reads: Reads) => Out,
): (input: In, reads: Reads) => Out {
  const memory = new WeakMap<In, Remembered<Out>>()
  return (input, reads) => {
    const known = memory.get(input)
    // Looking again through `reads` also records the looks for a memo around this one.
    if (known?.looks.every(({ again, answer }) => again(reads) === answer)) return known.output
    const looks: Look[] = []
    const output = compute(input, new Recording(reads, looks))
    // A copy has no room to grow, which is most of a short list.
    memory.set(input, { output, looks: looks.slice() })
    return output
  }
}

/** Notes what is looked at. Its methods are shared: there is one for each memo, and of memos there are thousands. */
class Recording implements Reads {
  readonly #reads: Reads
  readonly #looks: Look[]

  constructor(reads: Reads, looks: Look[]) {
    this.#reads = reads
    this.#looks = looks
  }

  get<K extends Kind>(kind: K, key: string): ResourceOf<K> | undefined {
    return this.#note((from) => from.get(kind, key))
  }

  grantsIn(namespace: string): readonly ReferenceGrant[] {
    return this.#note((from) => from.grantsIn(namespace))
  }

  slicesOf(service: string): readonly EndpointSlice[] {
    return this.#note((from) => from.slicesOf(service))
  }

  tlsPoliciesOf(service: string): readonly BackendTLSPolicy[] {
    return this.#note((from) => from.tlsPoliciesOf(service))
  }

  liveCertificate(name: string): Certificate | undefined {
    return this.#note((from) => from.liveCertificate(name))
  }

  isPast(timeMs: number): boolean | undefined {
    return this.#note((from) => from.isPast(timeMs))
  }

  crds(): InstalledCrds | undefined {
    return this.#note((from) => from.crds())
  }

  placeOf(gateway: string): Place | undefined {
    return this.#note((from) => from.placeOf(gateway))
  }

  portPlaceOf(gateway: string, port: GatewayPort): ListenerPlace | undefined {
    return this.#note((from) => from.portPlaceOf(gateway, port))
  }

  look<T>(what: (resources: ResourceSet) => T): T {
    return this.#note((from) => from.look(what))
  }

  #note<T>(again: (from: Reads) => T): T {
    const answer = again(this.#reads)
    this.#looks.push({ again, answer })
    return answer
  }
}

const grantsByNamespace = groupedBy<ReferenceGrant>(({ metadata }) => [metadata.namespace ?? ''])

const slicesByService = groupedBy<EndpointSlice>(({ metadata }) => {
  const service = metadata.labels?.['kubernetes.io/service-name']
  return service === undefined ? [] : [`${metadata.namespace}/${service}`]
})

const policiesByService = groupedBy<BackendTLSPolicy>(({ metadata, spec }) =>
  spec.targetRefs
    .filter((target) => isService(target) || isSlipOfService(target))
    .map(({ name }) => `${metadata.namespace}/${name}`),
)
