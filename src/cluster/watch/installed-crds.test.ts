import test, { type ExecutionContext } from 'ava'
import { crdNames, followCrds } from './installed-crds.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const times = { againMs: 20, backOff: { firstMs: 5, mostMs: 20 } }

function put(api: TestApiServer, name: string, version?: string): void {
  const annotations =
    version === undefined
      ? {}
      : {
          'gateway.networking.k8s.io/bundle-version': version,
          'gateway.networking.k8s.io/channel': 'standard',
        }
  api.put(crds, { metadata: { name, annotations } })
}

async function following(t: ExecutionContext) {
  const api = await TestApiServer.start(t)
  const log = keptLog()
  let changes = 0
  const follow = () => {
    const followed = followCrds({
      api: api.client(),
      log,
      onChange: () => (changes += 1),
      times,
    })
    t.teardown(() => followed.close())
    return followed
  }
  return { api, log, follow, changes: () => changes }
}

const [gateways = '', routes = ''] = ['gateways', 'httproutes'].map(
  (plural) => `${plural}.gateway.networking.k8s.io`,
)

test('the versions of the CRDs that are installed are read, each by its name', async (t) => {
  const { api, follow } = await following(t)
  put(api, gateways, 'v1.6.1')
  put(api, routes)
  put(api, 'httproutes.example.com', 'v1.0.0')
  const followed = follow()
  t.like(followed.current(), { unknown: 'they are not read yet' })
  await followed.looked()
  t.deepEqual(followed.current(), [
    { name: gateways, bundleVersion: 'v1.6.1', channel: 'standard' },
    { name: routes },
  ])
  const asked = new Set(api.asked.map(({ method, path }) => `${method} ${path}`))
  t.deepEqual([...asked].toSorted(), crdNames.map((name) => `GET ${crds}/${name}`).toSorted())
})

test('an upgrade of the CRDs is noticed, and what stays the same is the same object', async (t) => {
  const { api, follow, changes } = await following(t)
  put(api, gateways, 'v1.5.1')
  const followed = follow()
  await followed.looked()
  const before = followed.current()
  const asked = api.asked.length
  await eventually(() => api.asked.length > asked + 2 * crdNames.length)
  t.is(followed.current(), before)
  t.is(changes(), 1)
  put(api, gateways, 'v1.6.1')
  await eventually(() => changes() === 2)
  t.like(followed.current(), [{ bundleVersion: 'v1.6.1' }])
})

test('a refusal is told once, and the version is not known until it may be read', async (t) => {
  const { api, log, follow } = await following(t)
  put(api, gateways, 'v1.6.1')
  api.fault = (_asked, response) => {
    answer(response, 403, status(403))
    return true
  }
  const followed = follow()
  await followed.looked()
  t.deepEqual(followed.current(), {
    unknown: 'the ClusterRole does not allow get of customresourcedefinitions',
  })
  const asked = api.asked.length
  await eventually(() => api.asked.length > asked + 2 * crdNames.length)
  t.is(log.lines.length, 1)
  api.fault = () => false
  await eventually(() => Array.isArray(followed.current()))
})

for (const code of [503, 404])
  test(`while no API server answers, or ${code} comes for all, what was known stays`, async (t) => {
    const { api, log, follow } = await following(t)
    put(api, gateways, 'v1.6.1')
    const followed = follow()
    await followed.looked()
    const before = followed.current()
    let refused = 0
    api.fault = (_asked, response) => {
      refused += 1
      answer(response, code, status(code))
      return true
    }
    await eventually(() => refused > 2 * crdNames.length)
    t.is(followed.current(), before)
    t.deepEqual(log.lines, [])
  })
