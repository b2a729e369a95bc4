// Every kind with a schema, from the CRDs or (core kinds) written by hand, and what its names may be.
import { readFileSync } from 'node:fs'
import { coreKinds } from './core-kinds.ts'
import type { KnownKind } from './known-kind.ts'
import type { Schema } from './schema.ts'

interface SchemaFile {
  readonly kinds: Readonly<Record<string, Omit<KnownKind, 'kind'>>>
}

const gatewayApiKinds: readonly KnownKind[] = Object.entries(schemaFile().kinds).map(withOwnFields)

export const knownKinds: readonly KnownKind[] = [...gatewayApiKinds, ...coreKinds]

const byGroupAndKind = new Map(knownKinds.map((known) => [`${known.group}/${known.kind}`, known]))

export function knownKind(group: string, kind: string): KnownKind | undefined {
  return byGroupAndKind.get(`${group}/${kind}`)
}

function schemaFile(): SchemaFile {
  const url = new URL('schemas.generated.json', import.meta.url)
  // Generated beside this file, from CRDs: its form is known.
  return JSON.parse(readFileSync(url, 'utf8')) as SchemaFile
}

function withOwnFields([kind, known]: [string, Omit<KnownKind, 'kind'>]): KnownKind {
  const { otherSchemas } = known
  return {
    kind,
    ...known,
    schema: fieldsOf(known.schema),
    ...(otherSchemas && {
      otherSchemas: Object.fromEntries(
        Object.entries(otherSchemas).map(([version, schema]) => [version, fieldsOf(schema)]),
      ),
    }),
  }
}

/** What all objects have is checked apart; what a user writes into `status` an API server drops. */
function fieldsOf(schema: Schema): Schema {
  const apart = new Set(['apiVersion', 'kind', 'metadata', 'status'])
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => !apart.has(name))
  return { ...schema, properties: Object.fromEntries(entries) }
}
