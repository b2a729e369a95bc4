// Golden pairs: cases/NAME.in.yaml is what a user would apply, cases/NAME.out.yaml the statuses and the
// snapshot that it gives once every listener is bound. Where there is a cases/NAME.before.yaml, that was
// live before; where there is a cases/NAME.addressing.yaml, the gateway runs in a cluster and has that
// `Addressing`. cases/NAME.newer.yaml has fields that CRDs of a later version let through, by object and path. `UPDATE_CASES=1 ava src/translate/cases.test.ts` rewrites the outputs: read them.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parse, parseAllDocuments, stringify } from 'yaml'
import type { Service } from '../resources/core.ts'
import { keyOf } from '../resources/resource-set.ts'
import { allListenersBound } from '../snapshot/bind-report.ts'
import { readManifests } from '../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../manifests/watch/read-once.ts'
import type { Condition } from '../status/condition.ts'
import type { ObjectStatus } from '../status/object-status.ts'
import { statusesOf } from '../status/statuses-of.ts'
import { supportedFeatures } from '../status/supported-features.ts'
import type { Addressing } from './words/addressing.ts'
import { createTranslator } from './create-translator.ts'
import { type NewerFields, withNewerFields } from '../testing/translate/newer-fields.ts'
import { withKeyPairs } from '../testing/translate/certificates.ts'
import type { TranslateOptions, Translation } from './words/translation.ts'

const cases = join(import.meta.dirname, 'cases')
const files = new Set(await readdir(cases))
const names = [...files]
  .filter((file) => file.endsWith('.in.yaml'))
  .map((file) => file.replace('.in.yaml', ''))

const controllerName = 'rauta.dev/gateway-controller'
/** As `rauta serve` has them. */
const standalone: TranslateOptions = { controllerName, portOffset: 8000, reservedPorts: [9901] }
const loopback: Addressing = { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] }
/** As `rauta run` has them. */
const inCluster: TranslateOptions = {
  controllerName,
  portOffset: 0,
  reservedPorts: [9901, 15_001],
  hasGatewayServices: true,
}
/** The clock stands still. */
const nowMs = Date.parse('2026-06-01T00:00:00Z')

for (const name of names) {
  test(name.replaceAll('-', ' '), async (t) => {
    const before = files.has(`${name}.before.yaml`) ? await text(`${name}.before.yaml`) : ''
    const input = await text(`${name}.in.yaml`)
    const { filled, shown } = await withKeyPairs(`${before}${mark}${input}`)
    const [filledBefore = '', filledInput = ''] = filled.split(mark)

    const isInCluster = files.has(`${name}.addressing.yaml`)
    const translate = createTranslator(isInCluster ? inCluster : standalone)
    const addressing = isInCluster
      ? (parse(await text(`${name}.addressing.yaml`)) as Addressing)
      : loopback
    const newer = files.has(`${name}.newer.yaml`)
      ? (parse(await text(`${name}.newer.yaml`)) as NewerFields)
      : {}
    const circumstances = { liveCertificates: {}, nowMs, addressing }
    const { certificates } = translate(read(filledBefore), circumstances).snapshot
    const translation = translate(withNewerFields(read(filledInput), newer), {
      ...circumstances,
      liveCertificates: certificates,
    })
    const output = printed(translation, shown)

    if (process.env['UPDATE_CASES'] === '1')
      await writeFile(join(cases, `${name}.out.yaml`), output)
    t.is(output, await text(`${name}.out.yaml`))
  })
}

test('every output has its input', (t) => {
  const outputs = [...files].filter((file) => /\.(out|before|addressing|newer)\.yaml$/.test(file))
  t.deepEqual(
    outputs.filter(
      (file) => !files.has(file.replace(/\.(out|before|addressing|newer)\.yaml$/, '.in.yaml')),
    ),
    [],
  )
})

const mark = '\n# ---- what comes after ----\n'

function text(file: string): Promise<string> {
  return readFile(join(cases, file), 'utf8')
}

function read(manifests: string) {
  const { resources, problems } = readManifests(manifests, 'input.yaml')
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2))
  const loadBalancers = loadBalancersIn(manifests)
  return resourceSetOf(
    resources.map((object) => {
      const { resource } = object
      if (resource.kind !== 'Service') return object
      const status = loadBalancers.get(keyOf(resource))
      return Object.assign({}, object, { resource: Object.assign({}, resource, { status }) })
    }),
  )
}

/** Statuses of Services, which are not read from files: a cloud writes them. */
function loadBalancersIn(manifests: string): ReadonlyMap<string, Service['status']> {
  const services = parseAllDocuments(manifests)
    .map((document) => document.toJS() as Service | null)
    .flatMap((object) => (object?.kind === 'Service' ? [object] : []))
  return new Map(services.map((service) => [keyOf(service), service.status]))
}

function printed({ snapshot, drafts }: Translation, shown: (json: string) => string): string {
  const report = allListenersBound(snapshot.listeners)
  const whole = { statuses: statusesOf(drafts, report).map(shortened), snapshot }
  // Through JSON, as the admin endpoint does it: key material prints [redacted].
  return stringify(JSON.parse(shown(JSON.stringify(whole))), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
  })
}

/**
 * One line a condition: `Accepted=True Accepted: The listener is valid`. The list of features is long
 * and always the same; the generation that was judged is always the object's.
 */
function shortened(status: ObjectStatus): unknown {
  return JSON.parse(JSON.stringify(status), (key, value) => {
    if (key === 'supportedFeatures') return value.length === supportedFeatures.length && '(all)'
    return key === 'conditions' ? value.map(spoken) : value
  })

  function spoken({ type, status: is, reason, message, observedGeneration }: Condition): string {
    const observed = observedGeneration === status.generation ? '' : `@${observedGeneration} `
    return `${observed}${type}=${is} ${reason}: ${message}`
  }
}
