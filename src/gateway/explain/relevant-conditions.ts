// Conditions that say why a request meets what it meets, or nothing: of the route that it met, and of what
// is not in the snapshot at all though it seems to be meant for this request.
import { nameParts } from '../../snapshot/names.ts'
import { isHostnameFitting } from '../../proxy/explain/near-misses.ts'
import type { Explanation } from '../../proxy/explain/explanation.ts'
import { isRouteKind, keyOf, type Resource, type Route } from '../../resources/resource-set.ts'
import type { Condition } from '../../status/condition.ts'
import { isProblem, judgementsOf } from '../../status/condition-problems.ts'
import { isService, isSlipOfService } from '../../translate/words/target-service.ts'
import type { ExplainQuestion } from './explain-question.ts'
import type { ExplainedObject } from './explain-sources.ts'
import { hostnameOf, isAlike, listenersMeant, mayMatch } from './meant-by.ts'

export interface RelevantObject {
  /** `HTTPRoute shop/cart` */
  readonly object: string
  readonly place?: string
  readonly why: 'met' | 'not attached' | 'not served' | 'named alike'
  readonly conditions: readonly RelevantCondition[]
  /** Beside conditions: which of its references lead nowhere. */
  readonly unserved?: string
}

export interface RelevantCondition extends Condition {
  /** `Gateway web`, `listener http`; empty: the object itself. */
  readonly part: string
  /** Of the fields that it speaks of, where that is another line than the object's: `routes.yaml:19`. */
  readonly place?: string
}

export interface ExplainedQuestion {
  readonly asked: ExplainQuestion
  /** As clients name it. */
  readonly port: number
  readonly explanation: Explanation
}

type Why = RelevantObject['why']
const order: readonly Why[] = ['met', 'not attached', 'not served', 'named alike']

export function relevantObjects(
  objects: readonly ExplainedObject[],
  about: ExplainedQuestion,
): readonly RelevantObject[] {
  return objects
    .flatMap((object) => relevantObject(object, objects, about) ?? [])
    .toSorted((a, b) => order.indexOf(a.why) - order.indexOf(b.why))
}

function relevantObject(
  known: ExplainedObject,
  all: readonly ExplainedObject[],
  about: ExplainedQuestion,
): RelevantObject | undefined {
  const { resource, place, unserved } = known
  const why = whyRelevant(known, all, about)
  if (why === undefined) return undefined
  const conditions = problemsOf(known).filter((condition) => isAbout(condition, resource, about))
  if (conditions.length === 0 && unserved === undefined) return undefined
  return {
    object: `${resource.kind} ${keyOf(resource)}`,
    why,
    conditions: uniqueMessages(conditions).map((condition) => placed(condition, known)),
    ...(place !== undefined && { place }),
    ...(unserved !== undefined && { unserved }),
  }
}

function whyRelevant(
  known: ExplainedObject,
  all: readonly ExplainedObject[],
  about: ExplainedQuestion,
): Why | undefined {
  const { resource, unserved } = known
  switch (resource.kind) {
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return whyRoute(known, resource, about)
    case 'Gateway':
    case 'ListenerSet':
      return listenersMeant(resource, about).length > 0 ? 'not served' : undefined
    case 'BackendTLSPolicy': {
      const services = resource.spec.targetRefs.filter(
        (target) => isService(target) || isSlipOfService(target),
      )
      const targets = new Set(services.map(({ name }) => name))
      const backends = metBackends(all, about).filter(
        ({ namespace }) => namespace === resource.metadata.namespace,
      )
      if (backends.some(({ name }) => targets.has(name))) return 'met'
      // Whichever Service it is for, it may be one of these.
      return unserved !== undefined && backends.length > 0 ? 'not attached' : undefined
    }
    case 'ReferenceGrant':
      return unserved !== undefined &&
        metBackends(all, about).some(({ namespace }) => namespace === resource.metadata.namespace)
        ? 'not attached'
        : undefined
    default:
      return undefined
  }
}

function whyRoute(known: ExplainedObject, route: Route, about: ExplainedQuestion): Why | undefined {
  if (isMet(route, about)) return 'met'
  if (!isLeftOut(known) || !isOfKind(route, about.asked)) return undefined
  const hostnames = 'hostnames' in route.spec ? (route.spec.hostnames ?? []) : []
  if (route.kind === 'TCPRoute' || route.kind === 'UDPRoute') return 'not attached'
  const asked = hostnameOf(about.asked)
  const isNamed =
    hostnames.length === 0 ||
    hostnames.some((hostname) => isHostnameFitting(hostname.toLowerCase(), asked))
  if (isNamed) return mayMatch(route, about.asked) ? 'not attached' : undefined
  return hostnames.some((hostname) => isAlike(hostname, asked)) ? 'named alike' : undefined
}

function isLeftOut(known: ExplainedObject): boolean {
  if (known.unserved !== undefined) return true
  return problemsOf(known).some(({ type }) => type === 'Accepted')
}

function isMet({ kind, metadata }: Route, { explanation }: ExplainedQuestion): boolean {
  const met = nameParts(explanation.met.rule ?? '')
  return met.kind === kind && met.namespace === metadata.namespace && met.name === metadata.name
}

function isOfKind({ kind }: Route, asked: ExplainQuestion): boolean {
  if (asked.type === 'request') return kind === 'HTTPRoute' || kind === 'GRPCRoute'
  return kind === `${asked.connection.protocol}Route`
}

function metBackends(all: readonly ExplainedObject[], about: ExplainedQuestion) {
  return all.flatMap(({ resource }) => {
    if (!isRoute(resource) || !isMet(resource, about)) return []
    const rules: readonly { readonly backendRefs?: readonly BackendRef[] }[] =
      resource.spec.rules ?? []
    const rule = rules[metRuleIndex(about)]
    return (rule?.backendRefs ?? []).map(({ namespace = resource.metadata.namespace, name }) => ({
      namespace,
      name,
    }))
  })
}

interface BackendRef {
  readonly namespace?: string
  readonly name: string
}

function isRoute(resource: Resource): resource is Route {
  return isRouteKind(resource.kind)
}

function metRuleIndex({ explanation }: ExplainedQuestion): number {
  return nameParts(explanation.met.rule ?? '').rule ?? -1
}

function problemsOf({ status }: ExplainedObject): readonly RelevantCondition[] {
  if (!status) return []
  return judgementsOf(status).flatMap(({ part, conditions }) =>
    conditions.filter(isProblem).map((condition) => Object.assign({ part }, condition)),
  )
}

function placed(condition: RelevantCondition, { placesOf }: ExplainedObject): RelevantCondition {
  const place = placesOf?.({ part: condition.part, text: condition.message })
  return place ? { ...condition, place } : condition
}

/** Not what is wrong with another rule of the route, or another listener of the Gateway. */
function isAbout(
  condition: RelevantCondition,
  resource: Resource,
  about: ExplainedQuestion,
): boolean {
  const { part, message } = condition
  if (resource.kind === 'Gateway' || resource.kind === 'ListenerSet') {
    const meant = listenersMeant(resource, about).map((name) => `listener ${name}`)
    if (part !== '') return meant.includes(part)
    return resource.kind === 'ListenerSet' || (meant.length > 0 && isOfWhole(condition))
  }
  if (!isRoute(resource) || !isMet(resource, about)) return true
  const rules = [...message.matchAll(/spec\.rules\[(\d+)\]/g)].map(([, index]) => Number(index))
  return rules.length === 0 || rules.includes(metRuleIndex(about))
}

/** Of a Gateway as a whole, and not that something is wrong with its listeners, which say what. */
function isOfWhole({ type, reason }: RelevantCondition): boolean {
  if (type === 'Programmed') return reason !== 'Invalid'
  return type === 'Accepted' && reason !== 'ListenersNotValid'
}

/** One mistake may stand in several conditions. */
function uniqueMessages(conditions: readonly RelevantCondition[]): readonly RelevantCondition[] {
  const known = new Set<string>()
  return conditions.filter(({ message }) => !known.has(message) && known.add(message))
}
