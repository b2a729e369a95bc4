// `metadata`: its schema is the same for all kinds and stands in no CRD
// (k8s.io/apimachinery/pkg/apis/meta/v1, ObjectMeta; pkg/api/validation/objectmeta.go).
import { isLabelKey } from '../../resources/label-syntax.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import { checkSchema } from './check-schema.ts'
import type { KnownKind } from './known-kind.ts'
import { type Fields, isFields, type Schema } from './schema.ts'
import { below, report, type Spot } from './spot.ts'
import { withDefaults } from './with-defaults.ts'

/** Reports what is wrong with it; returns what is kept of it. */
export function readMetadata(value: unknown, kind: KnownKind, spot: Spot): ObjectMeta {
  const metadata = withDefaults(withoutNamespace(value ?? {}, kind), schema)
  checkSchema(metadata, schemas[kind.nameFormat ?? 'dns'], spot)
  const fields: Fields = isFields(metadata) ? metadata : {}
  checkKeys(fields, spot)
  return kept(fields, kind)
}

/**
 * The namespace that was written where the kind has none: an API server clears it before it validates
 * (rest.BeforeCreate, rest.EnsureObjectNamespaceMatchesRequestNamespace), and kustomize writes it.
 */
export function clearedNamespace(metadata: unknown, { scope }: KnownKind): string | undefined {
  if (scope !== 'Cluster' || !isFields(metadata)) return undefined
  const { namespace } = metadata
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined
}

function withoutNamespace(metadata: unknown, kind: KnownKind): unknown {
  if (clearedNamespace(metadata, kind) === undefined || !isFields(metadata)) return metadata
  const { namespace: _cleared, ...rest } = metadata
  return rest
}

function kept(fields: Fields, { scope }: KnownKind): ObjectMeta {
  // A field is named here only after its type was checked; objects with faults go no further.
  const { name, namespace, labels, annotations, ...rest } = fields as Fields & ObjectMeta
  const { generation, resourceVersion, uid, creationTimestamp } = rest
  return {
    name,
    // As kubectl does it for an object that names none.
    ...(scope === 'Namespaced' && { namespace: namespace || 'default' }),
    ...(labels && { labels }),
    ...(annotations && { annotations: withoutCopy(annotations) }),
    ...(generation !== undefined && { generation }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(uid !== undefined && { uid }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
  }
}

/** kubectl's copy of the whole object: nothing reads it, and a Secret's values would lie in it. */
function withoutCopy(annotations: Readonly<Record<string, string>>) {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _copy, ...others } = annotations
  return others
}

function checkKeys(fields: Fields, spot: Spot): void {
  for (const field of ['labels', 'annotations']) {
    const map = fields[field]
    if (!isFields(map)) continue
    for (const key of Object.keys(map))
      if (!isLabelKey(field === 'annotations' ? key.toLowerCase() : key))
        report(below(below(spot, field), key), {
          expected:
            "a key of letters, digits, '-', '_' and '.', with an optional DNS name and '/' in front",
          value: key,
        })
  }
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

const text: Schema = { type: 'string' }
const time: Schema = { type: 'string', format: 'date-time' }
const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true }

/** A null in a map is an empty text, as Go reads it. */
const schema: Schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: text,
    namespace: { type: 'string', maxLength: 63, pattern: `^$|^${label}$` },
    labels: {
      type: 'object',
      additionalProperties: {
        type: 'string',
        maxLength: 63,
        pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
        default: '',
      },
    },
    annotations: { type: 'object', additionalProperties: { ...text, default: '' } },
    generation: { type: 'integer', format: 'int64' },
    resourceVersion: text,
    uid: text,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: { type: 'integer' },
    generateName: text,
    selfLink: text,
    finalizers: { type: 'array', items: text },
    managedFields: { type: 'array', items: anything },
    ownerReferences: { type: 'array', items: anything },
  },
}

/** By what names may be. */
const schemas = {
  label: withName({ maxLength: 63, pattern: `^${label}$` }),
  dns: withName({ maxLength: 253, pattern: `^${label}(\\.${label})*$` }),
}

function withName(name: Schema): Schema {
  const properties = { ...schema.properties, name: { type: 'string', minLength: 1, ...name } }
  return { ...schema, properties }
}
