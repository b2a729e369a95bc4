// A worker's copy of the snapshot. What a delta does not mention stays the same object (===), with whatever
// was compiled from it.
import { SealedText } from '../../resources/sealed-text.ts'
import type {
  Certificate,
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

export class SnapshotCopy {
  #current: RoutingSnapshot
  /** A rule of which a match is left is that object, also to a match that is sent anew. */
  readonly #rules = new Map<number, WeakRef<HttpRule>>()
  readonly #collected = new FinalizationRegistry<number>((number) => {
    if (this.#rules.get(number)?.deref() === undefined) this.#rules.delete(number)
  })

  /** What the first delta is against. */
  constructor(empty: RoutingSnapshot) {
    this.#current = empty
  }

  apply(delta: SnapshotDelta): RoutingSnapshot {
    const { listeners, backends, endpoints, leaving, certificates, caBundles } = this.#current
    const rules = new Map(
      Object.entries(delta.rules).map(([number, rule]) => [
        Number(number),
        this.#known(Number(number), rule),
      ]),
    )
    this.#current = {
      listeners: delta.listeners
        ? patched(listeners, delta.listeners, (one) => listenerOf(one, listeners, rules))
        : listeners,
      backends: withChanges(backends, delta.backends),
      endpoints: withChanges(endpoints, delta.endpoints),
      leaving: withChanges(leaving ?? none, delta.leaving),
      certificates: withChanges(certificates, sealed(delta.certificates)),
      caBundles: withChanges(caBundles, delta.caBundles),
    }
    return this.#current
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

const none = {}

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

type Table<Value> = Readonly<Record<string, Value>>

function withChanges<Value>(old: Table<Value>, delta: TableDelta<Value> | undefined): Table<Value> {
  if (!delta) return old
  const next = { ...old, ...delta.set }
  for (const name of delta.gone) delete next[name]
  return next
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
