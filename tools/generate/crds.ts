// Where the schemas come from: the CRDs of one pinned version of the Go module, checksum compared.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { downloadEnvironment } from '../go-toolchain.ts'
import { runCommand } from '../run-command.ts'

const modulePath = 'sigs.k8s.io/gateway-api'
export const gatewayApiVersion = 'v1.7.0'
/** That of the types and schemas, and the last one of the minor version before it, which is served too. */
const moduleSums = {
  'v1.7.0': 'h1:duVnm7nO6oXfMMUWfcDoBph47CYR/ME3NGxccOVglaY=',
  'v1.6.3': 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
} as const

export type PinnedVersion = keyof typeof moduleSums
export const pinnedVersions = Object.keys(moduleSums).filter(isPinned)

export function isPinned(version: string): version is PinnedVersion {
  return Object.hasOwn(moduleSums, version)
}

/** An OpenAPI v3 schema as CRDs have it, without its texts. */
export interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly default?: unknown
  readonly 'x-kubernetes-int-or-string'?: boolean
}

export interface Crd {
  readonly kind: string
  readonly group: string
  readonly plural: string
  readonly scope: 'Namespaced' | 'Cluster'
  /** Served versions, the one whose schema stands here first. */
  readonly versions: readonly string[]
  readonly schema: Schema
  /** By version, of those that an API server validates otherwise than the first. */
  readonly otherSchemas?: Readonly<Record<string, Schema>>
}

interface CustomResourceDefinition {
  readonly kind: string
  readonly spec: {
    readonly group: string
    readonly scope: Crd['scope']
    readonly names: { readonly kind: string; readonly plural: string }
    readonly versions: readonly {
      readonly name: string
      readonly served: boolean
      readonly schema: { readonly openAPIV3Schema: Schema }
    }[]
  }
}

/** Every CRD of the experimental channel, sorted by kind. Needs `go` on the PATH. */
export async function crdsOfModule(): Promise<Crd[]> {
  const folder = join(await gatewayApiModule(), 'config/crd/experimental')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'))
  const documents = await Promise.all(
    files.map(async (file) => parseAllDocuments(await readFile(join(folder, file), 'utf8'))),
  )
  return documents
    .flat()
    .map((document) => document.toJS() as CustomResourceDefinition)
    .filter((object) => object?.kind === 'CustomResourceDefinition')
    .map(crdOf)
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
}

/** The unpacked module; `go` downloads it when it is not there, and its checksum is compared. */
export async function gatewayApiModule(
  version: PinnedVersion = gatewayApiVersion,
): Promise<string> {
  const module = `${modulePath}@${version}`
  const printed = await runCommand('go', ['mod', 'download', '-json', module], {
    env: downloadEnvironment,
  })
  const { Dir, Sum } = JSON.parse(printed) as { Dir: string; Sum: string }
  if (Sum !== moduleSums[version])
    throw new Error(`${module} has checksum ${Sum}, expected ${moduleSums[version]}`)
  return Dir
}

function crdOf({ spec }: CustomResourceDefinition): Crd {
  const served = spec.versions.filter((version) => version.served)
  const newest = served[0]
  if (!newest) throw new Error(`${spec.names.kind} has no served version`)
  const schema = withoutTexts(newest.schema.openAPIV3Schema)
  const others = served
    .map((version) => [version.name, withoutTexts(version.schema.openAPIV3Schema)] as const)
    .filter(([, other]) => !isDeepStrictEqual(other, schema))
  return {
    kind: spec.names.kind,
    group: spec.group,
    plural: spec.names.plural,
    scope: spec.scope,
    versions: served.map((version) => version.name),
    schema,
    ...(others.length > 0 && { otherSchemas: Object.fromEntries(others) }),
  }
}

/** Drops `description` where it is a text; a property of that name is an object and stays. */
function withoutTexts<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutTexts) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(
    ([key, inner]) => !(key === 'description' && typeof inner === 'string'),
  )
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutTexts(inner)])) as T
}
