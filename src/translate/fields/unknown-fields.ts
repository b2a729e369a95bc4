// The fields of an object that neither the pinned schemas nor those before them have. A cluster whose CRDs are of a later version
// lets them through. What they ask for is not known, and ignoring it could open what they are to close:
// the smallest part of the object with a condition of its own is refused (decision 43).
import type { Kind } from '../../resources/resource-set.ts'
import { servedGrpcRouteFields } from './grpc-route-fields.ts'
import { servedHttpRouteFields } from './http-route-fields.ts'
import { servedFields } from './served-fields.ts'

type KindWithFields = keyof typeof tables

interface ObjectWithSpec {
  readonly kind: KindWithFields
  readonly spec: object
}

const tables = {
  ...servedFields,
  HTTPRoute: servedHttpRouteFields,
  GRPCRoute: servedGrpcRouteFields,
} satisfies { readonly [K in Kind]?: Readonly<Record<string, unknown>> }

const earlierPersistence = ['sessionName', 'cookieConfig.lifetimeType'].map(
  (field) => `spec.rules[].sessionPersistence.${field}`,
)

/** Those that the CRDs of the minor version before have, and today's do not: both bundles are served. */
const earlierFields: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: earlierPersistence,
  GRPCRoute: earlierPersistence,
}

/** A field by its name, `[]` for an entry of a list. None below: nothing more is known of what is there. */
type Tree = Map<string, Tree>

const trees = new Map(
  Object.entries(tables).map(([kind, table]) => [
    kind,
    treeOf([...Object.keys(table), ...(earlierFields[kind] ?? [])]),
  ]),
)

/** Such as `spec.listeners[0].filters`; of what stands below it nothing. */
export function unknownFields({ kind, spec }: ObjectWithSpec): readonly string[] {
  const known = trees.get(kind)?.get('spec')
  return known ? unknownIn(spec, known, 'spec') : []
}

/** Those of one entry, such as `spec.listeners[0]`. */
export function within(fields: readonly string[], entry: string): readonly string[] {
  return fields.filter((field) => field.startsWith(`${entry}.`))
}

/** Those that stand in no entry of these lists, such as `spec.listeners`. */
export function outside(fields: readonly string[], lists: readonly string[]): readonly string[] {
  return fields.filter((field) => !lists.some((list) => field.startsWith(`${list}[`)))
}

function unknownIn(value: unknown, known: Tree, path: string): readonly string[] {
  if (known.size === 0) return []
  if (Array.isArray(value)) {
    const entry = known.get('[]')
    return entry ? value.flatMap((each, at) => unknownIn(each, entry, `${path}[${at}]`)) : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    if (inner === undefined) return []
    const field = known.get(name)
    return field ? unknownIn(inner, field, `${path}.${name}`) : [`${path}.${name}`]
  })
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map()
  for (const path of paths) {
    let at = root
    for (const step of path.replaceAll('[]', '.[]').split('.'))
      at = at.getOrInsertComputed(step, () => new Map())
  }
  return root
}
