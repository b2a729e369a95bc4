// One object as an API server would take it in: is its kind known, its metadata right, its fields
// defaulted and valid? What comes out is a resource, or everything that is wrong with it.
import { groupOfKind, type Resource } from '../../resources/resource-set.ts'
import { checkRules } from './check-rules.ts'
import { checkSchema } from './check-schema.ts'
import { findKind } from './find-kind.ts'
import { finishResource } from './finish-resource.ts'
import type { KnownKind } from './known-kind.ts'
import { knownKind, knownKinds } from './known-kinds.ts'
import { clearedNamespace, readMetadata } from './metadata.ts'
import { hasSecretName } from '../../status/quoted.ts'
import { type Fields, isFields } from './schema.ts'
import { below, type Fault, type Path, report, rootSpot, type Spot } from './spot.ts'
import { withDefaults } from './with-defaults.ts'

export interface Admission {
  /** `HTTPRoute shop/cart`, as far as it can be told. */
  readonly object: string
  readonly faults: readonly Fault[]
  /** Absent where there are faults, or the kind is not read. */
  readonly resource?: Resource
  /** `Deployment (apps)`, where the kind is not read. */
  readonly unreadKind?: string
  /** What an API server drops in silence. */
  readonly dropped?: readonly DroppedField[]
}

export interface DroppedField {
  readonly path: Path
  /** `a GatewayClass has no namespace; the field is ignored` */
  readonly says: string
}

export function admit(value: unknown): Admission {
  const faults: Fault[] = []
  const spot = rootSpot(faults)
  if (!isFields(value)) {
    const found = Array.isArray(value) ? 'a list' : 'a plain value'
    report(spot, { expected: 'an object with apiVersion, kind and metadata', found })
    return { object: '', faults }
  }
  const kind = findKind(value, spot)
  const object = nameOf(value)
  if (!kind) return { object, faults }
  if (typeof kind === 'string') return { object, faults, unreadKind: kind }

  const resource = read(value, kind, spot)
  if (faults.length > 0) {
    const withheld = kind.kind === 'Secret' ? withValueWithheld : withTokenWithheld
    return { object, faults: faults.map((fault) => withheld(fault, value)) }
  }
  if (!isRead(kind)) return { object, faults, unreadKind: `${kind.kind} (${kind.group})` }
  const dropped = droppedFields(value, kind)
  return { object, faults, ...(resource && { resource }), ...(dropped.length > 0 && { dropped }) }
}

function droppedFields({ metadata }: Fields, kind: KnownKind): readonly DroppedField[] {
  if (clearedNamespace(metadata, kind) === undefined) return []
  const says = `a ${kind.kind} has no namespace; the field is ignored`
  return [{ path: ['metadata', 'namespace'], says }]
}

/** The faults of a change: rules that compare an object with what it was (`oldSelf`). */
export function faultsOfChange(previous: Resource, next: Resource): readonly Fault[] {
  const kind = knownKind(groupOfKind[next.kind], next.kind)
  if (!kind) return []
  const faults: Fault[] = []
  checkRules(
    { value: fieldsOf({ ...next }), old: fieldsOf({ ...previous }), isChange: true },
    kind.schema,
    rootSpot(faults),
  )
  return faults
}

function read(value: Fields, kind: KnownKind, spot: Spot): Resource | undefined {
  const metadata = readMetadata(value.metadata, kind, below(spot, 'metadata'))
  const complete = withDefaults(fieldsOf(value), kind.schema)
  checkSchema(complete, kind.schema, spot)
  if (!spot.faults.some(({ blocksRules }) => blocksRules))
    checkRules({ value: complete, old: undefined }, kind.schema, spot)
  if (spot.faults.length > 0 || !isFields(complete)) return undefined
  return finishResource({ kind, metadata, fields: complete }, spot)
}

function fieldsOf(value: Fields): Fields {
  const {
    apiVersion: _version,
    kind: _kind,
    metadata: _metadata,
    status: _status,
    ...fields
  } = value
  return fields
}

function isRead({ kind, group }: KnownKind): boolean {
  const groups: Readonly<Record<string, string>> = groupOfKind
  return Object.hasOwn(groups, kind) && groups[kind] === group
}

/** As the object would be known, whatever it looks like: also what is wrong has a last good version. */
function nameOf(value: Fields): string {
  const kind = typeof value.kind === 'string' ? value.kind : 'object'
  const metadata = isFields(value.metadata) ? value.metadata : {}
  const name = typeof metadata.name === 'string' && metadata.name ? metadata.name : '(no name)'
  const scope = knownKinds.find((known) => known.kind === kind)?.scope
  const own = typeof metadata.namespace === 'string' ? metadata.namespace : ''
  const namespace = own || (scope === 'Namespaced' ? 'default' : '')
  return cut(namespace && scope !== 'Cluster' ? `${kind} ${namespace}/${name}` : `${kind} ${name}`)
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`
}

/** What stands in a ConfigMap, and the value of a header or query parameter by its name. */
function withTokenWithheld(fault: Fault, object: Fields): Fault {
  const [field] = fault.path
  if (object.kind === 'ConfigMap' && (field === 'data' || field === 'binaryData'))
    return withValueWithheld(fault)
  if (fault.path.at(-1) !== 'value') return fault
  const holder = fault.path
    .slice(0, -1)
    .reduce<unknown>(
      (at, key) => (isFields(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined),
      object,
    )
  return hasSecretName(holder) ? withValueWithheld(fault) : fault
}

/** Whatever stands in a Secret may be the secret, also where it stands in the wrong place. */
function withValueWithheld(fault: Fault): Fault {
  const isIdentity = fault.path[0] === 'metadata' && /^name(space)?$/.test(`${fault.path[1]}`)
  if (fault.value === undefined || isIdentity) return fault
  const { value: _value, ...rest } = fault
  return { ...rest, found: '[redacted]' }
}
