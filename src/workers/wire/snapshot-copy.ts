// A worker's copy of the snapshot. What a delta does not mention stays the same object (===), with whatever
// was compiled from it.
import { SealedText } from '../../resources/sealed-text.ts'
import type {
  Backend,
  CaBundle,
  Certificate,
  Endpoint,
  Host,
  HttpRule,
  Listener,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import type {
  HostDelta,
  ListDelta,
  ListenerDelta,
  Run,
  SentCertificate,
  SentMatch,
  SnapshotDelta,
  TableDelta,
} from './snapshot-delta.ts'
import { TableCopy } from './table-copy.ts'

export class SnapshotCopy {
  #listeners: readonly Listener[]
  readonly #backends: TableCopy<Backend>
  readonly #endpoints: TableCopy<readonly Endpoint[]>
  readonly #leaving: TableCopy<readonly Endpoint[]>
  readonly #certificates: TableCopy<Certificate>
  readonly #caBundles: TableCopy<CaBundle>
  /** A rule of which a match is left is that object, also to a match that is sent anew. */
  readonly #rules = new Map<number, WeakRef<HttpRule>>()
  readonly #collected = new FinalizationRegistry<number>((number) => {
    if (this.#rules.get(number)?.deref() === undefined) this.#rules.delete(number)
  })

  /** What the first delta is against. */
  constructor(empty: RoutingSnapshot) {
    this.#listeners = empty.listeners
    this.#backends = new TableCopy(empty.backends)
    this.#endpoints = new TableCopy(empty.endpoints)
    this.#leaving = new TableCopy(empty.leaving ?? {})
    this.#certificates = new TableCopy(empty.certificates)
    this.#caBundles = new TableCopy(empty.caBundles)
  }

  apply(delta: SnapshotDelta): RoutingSnapshot {
    const rules = new Map(
      Object.entries(delta.rules).map(([number, rule]) => [
        Number(number),
        this.#known(Number(number), rule),
      ]),
    )
    const old = this.#listeners
    if (delta.listeners)
      this.#listeners = patched(old, delta.listeners, (one) => listenerOf(one, old, rules))
    return {
      listeners: this.#listeners,
      backends: this.#backends.apply(delta.backends),
      endpoints: this.#endpoints.apply(delta.endpoints),
      leaving: this.#leaving.apply(delta.leaving),
      certificates: this.#certificates.apply(sealed(delta.certificates)),
      caBundles: this.#caBundles.apply(delta.caBundles),
    }
  }

  #known(number: number, sent: HttpRule): HttpRule {
    const known = this.#rules.get(number)?.deref()
    if (known) return known
    this.#rules.set(number, new WeakRef(sent))
    this.#collected.register(sent, number)
    return sent
  }
}

type Rules = ReadonlyMap<number, HttpRule>

function listenerOf(sent: ListenerDelta, old: readonly Listener[], rules: Rules): Listener {
  if (!('hosts' in sent)) return sent
  const { was, hosts, ...listener } = sent
  const before = was === undefined ? undefined : old[was]
  const known = before && 'hosts' in before ? before.hosts : []
  return { ...listener, hosts: patched(known, hosts, (one) => hostOf(one, known, rules)) }
}

function hostOf({ hostname, was, matches }: HostDelta, old: readonly Host[], rules: Rules): Host {
  const known = (was === undefined ? undefined : old[was])?.matches ?? []
  return { hostname, matches: patched(known, matches, (match) => matchOf(match, rules)) }
}

function matchOf({ rule: number, ...match }: SentMatch, rules: Rules): RuleMatch {
  const rule = rules.get(number)
  if (!rule) throw new Error(`The delta has no rule ${number} for ${match.name}`)
  return { ...match, rule }
}

/** The same list, where it has the same elements. */
function patched<Element, Sent extends object>(
  old: readonly Element[],
  delta: ListDelta<Sent>,
  receive: (sent: Sent) => Element,
): readonly Element[] {
  const [first] = delta
  const isAll = first !== undefined && isRun(first) && first[0] === 0 && first[1] === old.length
  if (isAll && delta.length === 1) return old
  return delta.flatMap((part) =>
    isRun(part) ? old.slice(part[0], part[0] + part[1]) : [receive(part)],
  )
}

function isRun<Sent extends object>(part: Run | Sent): part is Run {
  return Array.isArray(part)
}

function sealed(
  delta: TableDelta<SentCertificate> | undefined,
): TableDelta<Certificate> | undefined {
  if (!delta) return undefined
  const set = Object.entries(delta.set).map(([name, { privateKey, ...certificate }]) => [
    name,
    { ...certificate, privateKey: new SealedText(privateKey) },
  ])
  return { set: Object.fromEntries(set), gone: delta.gone }
}
