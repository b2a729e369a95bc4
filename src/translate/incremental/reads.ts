// How the parts of the translation look at resources: every look is recorded, so that a memo is keyed
// on all that it read and on nothing else. Same answers (===) → same output object (===). Where no source of what a
// memo read is another object than in the translation before, no look is repeated.
import type { BackendTLSPolicy, ReferenceGrant } from '../../resources/gateway-api.ts'
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import type { EndpointSlice } from '../../resources/core.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'
import type { Kind, ResourceOf, ResourceSet } from '../../resources/resource-set.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import type { ListenerPlace, Place } from '../words/place.ts'
import { groupedBy } from './grouped-by.ts'
import { isService, isSlipOfService } from '../words/target-service.ts'
import { changedSources, type ReadFrom, sourceOf, sourceOfKind } from './sources.ts'

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
  /** Of the translation; no other has the same. */
  readonly round: number
  /** Whether nothing that the memo read can be another; if so, who records has read the same. */
  holds(memo: Memo): boolean
}

/** Reads that nobody records. */
export interface RootReads extends Reads {
  readonly from: ReadFrom
}

/**
 * Reads of one set, unrecorded: the root of a translation. `before`: that of the translation before. They are
 * compared once, for all memos.
 */
export function readsOf(
  resources: ResourceSet,
  {
    before,
    ...handedIn
  }: Omit<ReadFrom, 'resources'> & { readonly before?: RootReads | undefined } = {},
): RootReads {
  const { circumstances, places } = handedIn
  const from = { resources, ...handedIn }
  const round = ++latestRound
  const roundBefore = before?.round
  const changed = before ? changedSources(before.from, from) : 0
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
    from,
    round,
    holds: (memo) =>
      memo.round === round || (memo.round === roundBefore && (memo.sources & changed) === 0),
  }
}

// A number, not an object: a new object in thousands of old memos would cost a collection of garbage.
let latestRound = 0

/** What is kept of a computation beside its output. */
interface Memo {
  readonly looks: readonly Look[]
  /** Of the looks, as bits. */
  readonly sources: number
  /** The last translation in which all answers were these. */
  round: number
}

interface Remembered<Out> extends Memo {
  readonly output: Out
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
    if (
      known &&
      (reads.holds(known) || known.looks.every(({ again, answer }) => again(reads) === answer))
    ) {
      known.round = reads.round
      return known.output
    }
    const recording = new Recording(reads)
    const output = compute(input, recording)
    memory.set(input, { output, ...recording.memo() })
    return output
  }
}

/** Notes what is looked at. Its methods are shared: there is one for each memo, and of memos there are thousands. */
class Recording implements Reads {
  readonly round: number
  readonly #reads: Reads
  readonly #looks: Look[] = []
  #sources = 0

  constructor(reads: Reads) {
    this.#reads = reads
    this.round = reads.round
  }

  /** A copy of the looks has no room to grow, which is most of a short list. */
  memo(): Memo {
    return { looks: this.#looks.slice(), sources: this.#sources, round: this.round }
  }

  holds(memo: Memo): boolean {
    if (!this.#reads.holds(memo)) return false
    this.#looks.push(...memo.looks)
    this.#sources |= memo.sources
    return true
  }

  get<K extends Kind>(kind: K, key: string): ResourceOf<K> | undefined {
    return this.#note(sourceOfKind(kind), (from) => from.get(kind, key))
  }

  grantsIn(namespace: string): readonly ReferenceGrant[] {
    return this.#note(sourceOfKind('ReferenceGrant'), (from) => from.grantsIn(namespace))
  }

  slicesOf(service: string): readonly EndpointSlice[] {
    return this.#note(sourceOfKind('EndpointSlice'), (from) => from.slicesOf(service))
  }

  tlsPoliciesOf(service: string): readonly BackendTLSPolicy[] {
    return this.#note(sourceOfKind('BackendTLSPolicy'), (from) => from.tlsPoliciesOf(service))
  }

  liveCertificate(name: string): Certificate | undefined {
    return this.#note(sourceOf.certificates, (from) => from.liveCertificate(name))
  }

  isPast(timeMs: number): boolean | undefined {
    return this.#note(sourceOf.clock, (from) => from.isPast(timeMs))
  }

  crds(): InstalledCrds | undefined {
    return this.#note(sourceOf.crds, (from) => from.crds())
  }

  placeOf(gateway: string): Place | undefined {
    return this.#note(sourceOf.places, (from) => from.placeOf(gateway))
  }

  portPlaceOf(gateway: string, port: GatewayPort): ListenerPlace | undefined {
    return this.#note(sourceOf.places, (from) => from.portPlaceOf(gateway, port))
  }

  look<T>(what: (resources: ResourceSet) => T): T {
    return this.#note(sourceOf.resources, (from) => from.look(what))
  }

  #note<T>(source: number, again: (from: Reads) => T): T {
    this.#sources |= source
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
