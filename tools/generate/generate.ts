// `make generate`: the Gateway API's CRDs → types (src/resources) and schemas (src/manifests).
// Both are committed, so that nobody needs Go to run Rauta. The CRDs' descriptive texts stay behind.
import { writeFile } from 'node:fs/promises'
import { crdsOfModule, gatewayApiVersion } from './crds.ts'
import { typesOf } from './types-of-schema.ts'

const crds = await crdsOfModule()
const root = new URL('../../src/', import.meta.url)

const schemas = Object.fromEntries(crds.map(({ kind, ...crd }) => [kind, crd]))
await writeFile(
  new URL('manifests/validate/schemas.generated.json', root),
  `${JSON.stringify({ gatewayApiVersion, kinds: schemas }, undefined, 1)}\n`,
)
await writeFile(new URL('resources/gateway-api.generated.ts', root), typesOf(crds))
console.log(`generated types and schemas of ${crds.length} kinds, Gateway API ${gatewayApiVersion}`)
