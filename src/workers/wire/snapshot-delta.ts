// What changed between two snapshots, as JSON: entries of tables by name, lists as runs of what they had
// before. What is the same object (===) in both is not sent, so that the copy in a worker can keep it the
// same object too. Holds keys in the clear: it goes over a pipe to a worker, and nowhere else.
import type {
  Backend,
  CaBundle,
  Certificate,
  Endpoint,
  Host,
  HttpListener,
  HttpRule,
  Listener,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'

export interface SnapshotDelta {
  readonly listeners?: ListDelta<ListenerDelta>
  readonly backends?: TableDelta<Backend>
  readonly endpoints?: TableDelta<readonly Endpoint[]>
  readonly leaving?: TableDelta<readonly Endpoint[]>
  readonly certificates?: TableDelta<SentCertificate>
  readonly caBundles?: TableDelta<CaBundle>
  /** Those that `matches` name. */
  readonly rules: Readonly<Record<number, HttpRule>>
}

export interface TableDelta<Value> {
  readonly set: Readonly<Record<string, Value>>
  readonly gone: readonly string[]
}

/** In the order of the new list: runs of the old one, and what is new. */
export type ListDelta<New> = readonly (Run | New)[]

/** Elements of the old list. */
export type Run = readonly [from: number, count: number]

export type ListenerDelta =
  | Exclude<Listener, HttpListener>
  | (Omit<HttpListener, 'hosts'> & {
      /** Index of the old listener that the runs of `hosts` are of. */
      readonly was?: number
      readonly hosts: ListDelta<HostDelta>
    })

export interface HostDelta extends Pick<Host, 'hostname'> {
  /** Index of the old host that the runs of `matches` are of. */
  readonly was?: number
  readonly matches: ListDelta<SentMatch>
}

/** A rule that several matches have is sent once. */
export interface SentMatch extends Omit<RuleMatch, 'rule'> {
  readonly rule: number
}

export interface SentCertificate extends Omit<Certificate, 'privateKey'> {
  readonly privateKey: string
}

export function snapshotDelta(old: RoutingSnapshot, next: RoutingSnapshot): SnapshotDelta {
  const rules: Record<number, HttpRule> = {}
  const sentMatch = ({ rule, ...match }: RuleMatch): SentMatch => {
    const number = numberOf(rule)
    rules[number] = rule
    return { ...match, rule: number }
  }
  const hostDelta = ({ hostname, matches }: Host, { was, old: before }: Was<Host>): HostDelta => ({
    hostname,
    ...was,
    matches: listDelta(before?.matches ?? [], matches, nameOf, sentMatch),
  })
  const listenerDelta = (listener: Listener, { was, old: before }: Was<Listener>) => {
    if (!('hosts' in listener)) return listener
    const hosts = before && 'hosts' in before ? before.hosts : []
    return { ...listener, ...was, hosts: listDelta(hosts, listener.hosts, hostnameOf, hostDelta) }
  }
  const delta = {
    ...given('listeners', listDeltaIfAny(old.listeners, next.listeners, listenerDelta)),
    ...given('backends', tableDelta(old.backends, next.backends)),
    ...given('endpoints', tableDelta(old.endpoints, next.endpoints)),
    ...given('leaving', tableDelta(old.leaving ?? none, next.leaving ?? none)),
    ...given('certificates', tableDelta(old.certificates, next.certificates, sentCertificate)),
    ...given('caBundles', tableDelta(old.caBundles, next.caBundles)),
  }
  return { ...delta, rules }
}

/** For several workers in turn: those that have the same snapshot are sent the same delta. */
export function createSharedDelta(): typeof snapshotDelta {
  let last:
    | { readonly old: object; readonly next: object; readonly delta: SnapshotDelta }
    | undefined
  return (old, next) => {
    if (last?.old !== old || last.next !== next)
      last = { old, next, delta: snapshotDelta(old, next) }
    return last.delta
  }
}

/** The old element that has the same name. */
interface Was<Element> {
  readonly was?: { readonly was: number }
  readonly old?: Element
}

function listDeltaIfAny<Sent>(
  old: readonly Listener[],
  next: readonly Listener[],
  send: (listener: Listener, was: Was<Listener>) => Sent,
): ListDelta<Sent> | undefined {
  return old === next ? undefined : listDelta(old, next, nameOf, send)
}

function listDelta<Element, Sent>(
  old: readonly Element[],
  next: readonly Element[],
  keyOf: (element: Element) => string,
  send: (element: Element, was: Was<Element>) => Sent,
): ListDelta<Sent> {
  const indexes = new Map(old.map((element, index) => [element, index]))
  const byKey = new Map(old.map((element, index) => [keyOf(element), index]))
  const delta: (Run | Sent)[] = []
  let run: [from: number, count: number] | undefined
  for (const element of next) {
    const index = indexes.get(element)
    if (index === undefined) {
      const before = byKey.get(keyOf(element))
      delta.push(
        send(element, before === undefined ? {} : { was: { was: before }, old: old[before]! }),
      )
      run = undefined
    } else if (run && index === run[0] + run[1]) run[1]++
    else delta.push((run = [index, 1]))
  }
  return delta
}

type Table<Value> = Readonly<Record<string, Value>>

const none: Table<never> = {}

function tableDelta<Value>(old: Table<Value>, next: Table<Value>): TableDelta<Value> | undefined
function tableDelta<Value, Sent>(
  old: Table<Value>,
  next: Table<Value>,
  send: (value: Value) => Sent,
): TableDelta<Sent> | undefined
function tableDelta<Value>(
  old: Table<Value>,
  next: Table<Value>,
  send: (value: Value) => unknown = (value) => value,
): TableDelta<unknown> | undefined {
  if (old === next) return undefined
  const set: Record<string, unknown> = {}
  const [names, namesBefore] = [namesOf(next), namesOf(old)]
  let fresh = 0
  for (const name of names) {
    const [value, before] = [next[name]!, old[name]]
    if (value === before) continue
    set[name] = send(value)
    if (before === undefined) fresh++
  }
  const isAnyGone = names.length - fresh < namesBefore.length
  return { set, gone: isAnyGone ? namesBefore.filter((name) => !Object.hasOwn(next, name)) : [] }
}

const tableNames = new WeakMap<object, readonly string[]>()

/** Of a table that is compared twice: with the one before it, and with the one after it. */
function namesOf(table: object): readonly string[] {
  return tableNames.getOrInsertComputed(table, Object.keys)
}

function sentCertificate({ privateKey, ...certificate }: Certificate): SentCertificate {
  return { ...certificate, privateKey: privateKey.reveal() }
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [name in Key]?: Value } {
  // A computed name is a string to the compiler.
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in Key]: Value })
}

const numbers = new WeakMap<HttpRule, number>()
let last = 0

/** The same for as long as it is the same object. */
function numberOf(rule: HttpRule): number {
  return numbers.getOrInsertComputed(rule, () => ++last)
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function hostnameOf({ hostname }: Host): string {
  return hostname
}
