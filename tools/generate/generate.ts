// `make generate`: the Gateway API's CRDs → types (src/resources), schemas and rules (src/manifests).
// Both are committed, so that nobody needs Go to run Rauta. The CRDs' descriptive texts stay behind.
import { writeFile } from 'node:fs/promises'
import { coreKinds } from '../../src/manifests/validate/core-kinds.ts'
import { crdsOfModule, gatewayApiVersion } from './crds.ts'
import { ruleFile, rulesIn } from './rules-of-schemas.ts'
import { typesOf } from './types-of-schema.ts'

const crds = await crdsOfModule()
const root = new URL('../../src/', import.meta.url)

const schemas = Object.fromEntries(crds.map(({ kind, ...crd }) => [kind, crd]))
await writeFile(
  new URL('manifests/validate/schemas.generated.json', root),
  `${JSON.stringify({ gatewayApiVersion, kinds: schemas }, undefined, 1)}\n`,
)
await writeFile(
  new URL('manifests/validate/rules.generated.ts', root),
  ruleFile(rulesIn([schemas, coreKinds])),
)
await writeFile(new URL('resources/gateway-api.generated.ts', root), typesOf(crds))
console.log(`generated types and schemas of ${crds.length} kinds, Gateway API ${gatewayApiVersion}`)
