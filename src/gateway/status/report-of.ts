// What was read, put together: Gateways, routes, backends, certificates; what is wrong stands first.
import { routeKinds } from '../../resources/resource-set.ts'
import type { Attachments } from './attached-routes.ts'
import { complaintsOf, complaintsOfAge, complaintsOfParents } from './complaints-of.ts'
import { fieldAt, textAt } from './fields.ts'
import { gatewayReports } from './gateway-reports.ts'
import {
  isBackendWrong,
  isGatewayWrong,
  isObjectWrong,
  type ObjectReference,
  type ObjectReport,
  spokenName,
  type StatusReport,
} from './status-report.ts'
import { statusWarningsOf } from './status-warnings.ts'

export interface Facts extends Pick<
  StatusReport,
  'source' | 'backends' | 'certificates' | 'unserved' | 'mistakes' | 'notes'
> {
  /** Those of Gateway API that are Rauta's, with their status. */
  readonly objects: readonly unknown[]
  readonly attachments: Attachments
}

/** `namespace` absent: all. */
export function reportOf(facts: Facts, namespace: string | undefined): StatusReport {
  const { source, notes, objects } = facts
  const isHere = (object: { readonly namespace?: string | undefined }) =>
    namespace === undefined || object.namespace === namespace
  const isNameHere = ({ name }: { readonly name: string }) =>
    isHere({ namespace: name.split('/')[1] })
  const judged = objects.map(objectReport).filter(isHere)
  return {
    source,
    gateways: wrongFirst(
      gatewayReports(objects, facts.attachments).filter(isHere),
      (gateway) => !isGatewayWrong(gateway),
    ),
    routes: wrongFirst(judged.filter(isRoute), (route) => !isObjectWrong(route)),
    others: wrongFirst(judged.filter(isOther), (other) => !isObjectWrong(other)),
    backends: wrongFirst(facts.backends.filter(isNameHere), (backend) => {
      if (backend.ready === 0) return 0
      return isBackendWrong(backend) ? 1 : 2
    }),
    certificates: wrongFirst(
      facts.certificates.filter(isNameHere),
      ({ daysLeft }) => daysLeft ?? -Infinity,
    ),
    unserved: facts.unserved.filter(isHere),
    // A file may hold objects of any namespace.
    mistakes: facts.mistakes,
    warnings: objects.flatMap((object) => {
      const named = nameOf(object)
      return isHere(named)
        ? statusWarningsOf(object).map((text) => `${spokenName(named)}: ${text}`)
        : []
    }),
    notes,
  }
}

function nameOf(object: unknown): ObjectReference {
  return {
    kind: textAt(object, 'kind') ?? '',
    namespace: textAt(object, 'metadata', 'namespace'),
    name: textAt(object, 'metadata', 'name') ?? '',
  }
}

function objectReport(object: unknown): ObjectReport {
  const { kind, ...name } = nameOf(object)
  const isOfParents = isRoute({ kind }) || kind === 'BackendTLSPolicy'
  return {
    kind,
    ...name,
    problems: complaintsOfAge(object).concat(
      isOfParents ? complaintsOfParents(object) : complaintsOf(fieldAt(object, 'status')),
    ),
  }
}

export function isRoute({ kind }: { readonly kind: string }): boolean {
  return routeKinds.some((one) => one === kind)
}

function isOther({ kind }: { readonly kind: string }): boolean {
  return kind === 'GatewayClass' || kind === 'ListenerSet' || kind === 'BackendTLSPolicy'
}

function wrongFirst<T extends { readonly name: string; readonly namespace?: string | undefined }>(
  items: readonly T[],
  rank: (item: T) => number | boolean,
): T[] {
  const keyed = items.map((item) => ({
    item,
    rank: Number(rank(item)),
    key: `${item.namespace}/${item.name}`,
  }))
  keyed.sort((a, b) => (a.rank === b.rank ? (a.key < b.key ? -1 : 1) : a.rank - b.rank))
  return keyed.map(({ item }) => item)
}
