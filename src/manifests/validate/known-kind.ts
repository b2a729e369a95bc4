// A kind that has a schema here.
import type { Schema } from './schema.ts'

export interface KnownKind {
  readonly kind: string
  readonly group: string
  /** All that are accepted; objects are read as the first. */
  readonly versions: readonly string[]
  readonly scope: 'Namespaced' | 'Cluster'
  readonly schema: Schema
  /** By version, where an API server validates what was written as it by another schema. */
  readonly otherSchemas?: Readonly<Record<string, Schema>>
  /** What `metadata.name` must be; a DNS name where nothing is said. */
  readonly nameFormat?: 'label'
}
