// Which routes are attached where, by name: out of the snapshot, which has them as translation attached
// them; or out of the statuses of routes, which name a listener only where their parentRef does.
import { ruleNamesOf } from '../../snapshot/rule-names.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { listenerName, nameParts, objectName } from '../../snapshot/names.ts'
import { formatSocketAddress } from '../words/socket-address.ts'
import { isTrue } from './complaints-of.ts'
import { fieldAt, listAt, numberAt, textAt } from './fields.ts'

/** Where routes are attached to. */
export interface Owner {
  readonly kind: 'Gateway' | 'ListenerSet'
  readonly key: string
  readonly listeners: readonly { readonly name: string; readonly port: number | undefined }[]
}

export interface Attachments {
  /** `HTTPRoute shop/cart`, each once, sorted. */
  of(owner: Owner, listener: string): readonly string[]
  /** Those of which nothing says to which listener. */
  toAny(owner: Owner): readonly string[]
  /** `ADDRESS:PORT` that are bound for it, where that is known. */
  places(owner: Owner, listener: string): readonly string[]
}

export function attachmentsInSnapshot({
  listeners,
}: Pick<RoutingSnapshot, 'listeners'>): Attachments {
  const routes = new Map<string, Set<string>>()
  const places = new Map<string, Set<string>>()
  for (const listener of listeners) {
    for (const rule of ruleNamesOf(listener)) added(routes, listener.name, routeOfRule(rule))
    added(places, listener.name, formatSocketAddress(listener))
  }
  const nameOf = ({ kind, key }: Owner, listener: string) =>
    listenerName(objectName(kind, key), listener)
  return {
    of: (owner, listener) => sorted(routes.get(nameOf(owner, listener))),
    toAny: () => [],
    places: (owner, listener) => sorted(places.get(nameOf(owner, listener))),
  }
}

/** `routes` are objects whose status has entries of Rauta's alone. */
export function attachmentsInStatuses(routes: readonly unknown[]): Attachments {
  const parents = new Map<string, { route: string; section?: string; port?: number }[]>()
  for (const route of routes) {
    const namespace = textAt(route, 'metadata', 'namespace') ?? ''
    const name = `${textAt(route, 'kind')} ${namespace}/${textAt(route, 'metadata', 'name')}`
    for (const parent of listAt(route, 'status', 'parents')) {
      if (!isTrue(parent, 'Accepted')) continue
      const ref = fieldAt(parent, 'parentRef')
      const section = textAt(ref, 'sectionName')
      const port = numberAt(ref, 'port')
      const owner = `${textAt(ref, 'kind') ?? 'Gateway'} ${textAt(ref, 'namespace') ?? namespace}/${textAt(ref, 'name')}`
      const known = parents.get(owner) ?? []
      parents.set(owner, known)
      known.push({
        route: name,
        ...(section === undefined ? {} : { section }),
        ...(port === undefined ? {} : { port }),
      })
    }
  }
  const all = ({ kind, key }: Owner) => parents.get(`${kind} ${key}`) ?? []
  return {
    of(owner, listener) {
      const own = owner.listeners.find(({ name }) => name === listener)
      const found = all(owner).filter(
        ({ section, port }) =>
          owner.listeners.length === 1 ||
          (section === undefined
            ? port !== undefined && port === own?.port
            : section === listener && (port === undefined || port === own?.port)),
      )
      return sorted(found.map(({ route }) => route))
    },
    toAny(owner) {
      if (owner.listeners.length === 1) return []
      const found = all(owner).filter(
        ({ section, port }) => section === undefined && port === undefined,
      )
      return sorted(found.map(({ route }) => route))
    },
    places: () => [],
  }
}

/** `httproute/shop/cart/rule/0` → `HTTPRoute shop/cart` */
function routeOfRule(rule: string): string {
  const { kind, namespace, name } = nameParts(rule)
  return `${kind} ${namespace}/${name}`
}

function added(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}

function sorted(names: Iterable<string> = []): readonly string[] {
  return [...new Set(names)].toSorted()
}
