// A BackendTLSPolicy that can't be met hurts nobody but what it targets.
import { httpListeners } from '../../snapshot/http-listeners.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { createTranslator } from '../create-translator.ts'
import { withKeyPairs } from '../../testing/translate/certificates.ts'

const name = 'tls-policies-that-can-not-be-met-fail-closed-and-hurt-no-neighbour.in.yaml'
const broken = ['missing', 'garbage', 'kind', 'address', 'list']

test("beside policies that can't be met a good one's part of the snapshot is what it is alone", async (t) => {
  const text = await readFile(join(import.meta.dirname, '../cases', name), 'utf8')
  const { filled } = await withKeyPairs(text)
  const alone = filled
    .split('---\n')
    .filter((document) => !broken.some((each) => document.includes(`name: ${each},`)))
  const [together, only] = [snapshotOf(filled), snapshotOf(alone.join('---\n'))]
  t.true(Object.keys(only.backends).length === 1 && only.backends[backend]?.tls !== undefined)

  t.is(JSON.stringify(together.backends), JSON.stringify(only.backends))
  t.is(JSON.stringify(together.caBundles), JSON.stringify(only.caBundles))
  const rulesOf = (snapshot: typeof only) =>
    httpListeners(snapshot.listeners)
      .flatMap(({ hosts }) => hosts)
      .flatMap(({ matches }) => matches)
  const own = rulesOf(together).filter(({ rule }) => rule.backendRefs[0]?.backend === backend)
  t.is(JSON.stringify(own), JSON.stringify(rulesOf(only)))
  for (const { rule } of rulesOf(together))
    if (rule.backendRefs[0]?.backend !== backend) t.is(rule.backendRefs[0]?.backend, null)
})

const backend = 'service/shop/cart/443'

function snapshotOf(text: string) {
  const { resources, problems } = readManifests(text, 'input.yaml')
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: 8000,
    reservedPorts: [],
  })
  const set = resourceSetOf(resources)
  return translate(set, {
    liveCertificates: {},
    nowMs: Date.parse('2026-06-01T00:00:00Z'),
    addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  }).snapshot
}
