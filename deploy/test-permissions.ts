// What the process asks the API server for, out of the code that asks: what deploy/base must grant, no
// less and no more.
import { collectionPath } from '../src/cluster/api/api-paths.ts'
import { crdNames } from '../src/cluster/watch/installed-crds.ts'
import { hasStatus } from '../src/cluster/watch/live-object.ts'
import { groupOfKind, type Kind, kinds } from '../src/resources/resource-set.ts'

export interface Permission {
  readonly group: string
  /** Plural, and `/status` where that is what is written. */
  readonly resource: string
  readonly verb: string
  /** Of that object alone. */
  readonly name?: string | undefined
  /** In all namespaces, or in that of the install alone; never in one that is neither. */
  readonly where: 'everywhere' | 'at home' | 'elsewhere'
}

const read = kinds.flatMap((kind) =>
  permissions(groupOfKind[kind], pluralOf(kind), ['list', 'watch']),
)
const withStatus = kinds.filter(hasStatus)
const statuses = [
  ...withStatus.flatMap((kind) => permissions(groupOfKind[kind], pluralOf(kind), ['get'])),
  ...withStatus.flatMap((kind) =>
    permissions(groupOfKind[kind], `${pluralOf(kind)}/status`, ['patch']),
  ),
]
const crds = crdNames.flatMap((name) =>
  permissions('apiextensions.k8s.io', 'customresourcedefinitions', ['get']).map((one) =>
    Object.assign({ name }, one),
  ),
)
const written = [
  ...permissions('', 'services', ['get', 'create', 'patch', 'delete']),
  ...permissions('discovery.k8s.io', 'endpointslices', ['get', 'create', 'patch', 'delete']),
  ...permissions('', 'events', ['create']),
]
const leases = permissions(
  'coordination.k8s.io',
  'leases',
  ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  'at home',
)

export const neededPermissions: readonly Permission[] = [
  ...read,
  ...statuses,
  ...crds,
  ...written,
  ...leases,
]

/** One line each, for comparing. */
export function linesOf(list: readonly Permission[]): readonly string[] {
  return list
    .map(
      ({ verb, resource, group, name, where }) =>
        `${verb} ${resource}.${group}${name === undefined ? '' : ` ${name}`} ${where}`,
    )
    .toSorted()
}

export function permissions(
  group: string,
  resource: string,
  verbs: readonly string[],
  where: Permission['where'] = 'everywhere',
): readonly Permission[] {
  return verbs.map((verb) => ({ group, resource, verb, where }))
}

function pluralOf(kind: Kind): string {
  return collectionPath(kind).split('/').at(-1)!
}
