// Each piece of advice that a message gives is followed: the problem is gone, nothing is worse, and no TLS
// is lost on the way.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { InstalledCrds } from '../resources/installed-crds.ts'
import type { Resource } from '../resources/resource-set.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import { readManifests } from '../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../manifests/watch/resource-set-of.ts'
import { isAdvice, isProblem, judgementsOf } from '../status/condition-problems.ts'
import { withProgrammed } from '../status/programmed.ts'
import { createTranslator } from './create-translator.ts'
import { withKeyPairs } from '../testing/translate/certificates.ts'
import { addresses } from '../testing/advice/advice-addresses.ts'
import { listeners } from '../testing/advice/advice-listeners.ts'
import { backends } from '../testing/advice/advice-backends.ts'
import { filters } from '../testing/advice/advice-filters.ts'
import { listenerSets } from '../testing/advice/advice-listener-sets.ts'
import { parents } from '../testing/advice/advice-parents.ts'
import { policies } from '../testing/advice/advice-policies.ts'
import { rulesOfRoutes } from '../testing/advice/advice-rules.ts'
import { selectors } from '../testing/advice/advice-selectors.ts'
import { tls } from '../testing/advice/advice-tls.ts'
import { type Advice, type Replaced, adviceWorld } from '../testing/advice/advice.ts'
import { withoutAdvice } from '../testing/advice/without-advice.ts'

const table: readonly Advice[] = [
  listeners,
  selectors,
  listenerSets,
  parents,
  rulesOfRoutes,
  filters,
  backends,
  tls,
  policies,
  addresses,
].flat()

const status = join(import.meta.dirname, '../status')
const sources = (await readdir(status, { recursive: true })).filter((file) =>
  /^(?!.*\.test\.ts$).*\.ts$/.test(file),
)

for (const [index, advice] of table.entries()) {
  const { of, says, advises, given, follow, past = [], crds = [] } = advice
  test(`${index}: ${of}, when followed, mends what it says`, async (t) => {
    const before = await toldOf(given, advice, { past, crds: crds[0] })
    t.true(before.text.includes(says), before.text)
    t.true(before.text.includes(advises), before.text)
    for (const edits of follow) {
      const after = await toldOf(replacedIn(given, edits), advice, { past: [], crds: crds[1] })
      for (const words of [says, advises]) t.false(words !== '' && after.text.includes(words))
      t.deepEqual(after.wrong, [])
      t.deepEqual(
        before.guards.filter((guard) => !after.guards.includes(guard)),
        [],
        'what was guarded is guarded still',
      )
    }
    t.true(follow.length > 0)
  })
}

test('every function of src/status that makes a message has its row, or a reason for none', async (t) => {
  const inTable = new Set(table.map(({ of }) => of))
  const known = [...inTable, ...Object.keys(withoutAdvice)]
  const made: string[] = []
  for (const file of sources) {
    const source = joined(await readFile(join(status, file), 'utf8'))
    const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name = '']) => name)
    made.push(...names)
    for (const { of, says } of table) if (names.includes(of)) t.true(source.includes(says), says)
  }
  t.deepEqual(
    made.filter((name) => !known.includes(name)),
    [],
  )
  t.deepEqual(
    known.filter((name) => !made.includes(name)),
    [],
  )
  t.deepEqual(
    Object.keys(withoutAdvice).filter((name) => inTable.has(name)),
    [],
  )
})

/** Text that is broken over lines as one. */
function joined(source: string): string {
  return source.replaceAll(/['`"] \+\s*['`"]/g, '').replaceAll("\\'", "'")
}

async function toldOf(
  given: string,
  { addressing, portOffset = 8000 }: Advice,
  { past, crds }: { past: readonly Replaced[]; crds: InstalledCrds | undefined },
) {
  const { filled } = await withKeyPairs(adviceWorld + given)
  const { resources, problems } = readManifests(filled, 'advice.yaml')
  const isInCluster = addressing !== undefined
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: isInCluster ? 0 : portOffset,
    reservedPorts: [9901, 15_001],
    hasGatewayServices: isInCluster,
  })
  const set = resourceSetOf(
    resources.map((object) =>
      Object.assign({}, object, {
        resource: pastSchema(withLoadBalancer(object.resource), past),
      }),
    ),
  )
  const { snapshot, statuses } = translate(set, {
    liveCertificates: {},
    nowMs: Date.parse('2026-06-01T00:00:00Z'),
    ...(crds && { crds }),
    addressing: addressing ?? { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  })
  const bound: BindReport = Object.fromEntries(
    snapshot.listeners.map(({ name }) => [name, { isBound: true }]),
  )
  const said = withProgrammed(statuses, bound).flatMap((object) =>
    judgementsOf(object).flatMap(({ part, conditions }) =>
      conditions.map((condition) => ({
        isWrong:
          isProblem(condition) || isAdvice(condition) || condition.message.includes('Warning: '),
        text: `${object.kind} ${object.name} ${part}: ${condition.type} ${condition.reason}: ${condition.message}`,
      })),
    ),
  )
  return {
    text: said.map(({ text }) => text).join('\n'),
    wrong: [
      ...problems.map((problem) => JSON.stringify(problem)),
      ...said.filter(({ isWrong }) => isWrong).map(({ text }) => text),
    ],
    guards: [...set.Gateway.values(), ...set.ListenerSet.values()]
      .flatMap((owner) =>
        owner.spec.listeners
          .filter((listener) => listener.tls)
          .map((listener) => `${owner.kind} ${owner.metadata.name}: TLS of ${listener.name}`),
      )
      .concat(
        [...set.Gateway.values()]
          .filter(({ spec }) => spec.tls?.frontend)
          .map(({ metadata }) => `certificates of clients of ${metadata.name}`),
        [...set.BackendTLSPolicy.values()].flatMap(({ metadata, spec }) =>
          spec.targetRefs
            .filter(({ name }) => set.Service.has(`${metadata.namespace}/${name}`))
            .map(({ name }) => `TLS to ${name}`),
        ),
      ),
  }
}

/** A cloud writes it, and no file has it. */
function withLoadBalancer(resource: Resource): Resource {
  if (resource.kind !== 'Service' || resource.spec.type !== 'LoadBalancer') return resource
  return { ...resource, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } }
}

function pastSchema(resource: Resource, past: readonly Replaced[]): Resource {
  const text = JSON.stringify(resource)
  const those = past.filter(([from]) => text.includes(from))
  return those.length > 0 ? JSON.parse(replacedIn(text, those)) : resource
}

function replacedIn(text: string, edits: readonly Replaced[]): string {
  return edits.reduce((so, [from, to]) => {
    if (!so.includes(from)) throw new Error(`${from} is not in ${so}`)
    return so.replaceAll(from, to)
  }, text)
}
