// Against a real etcd and kube-apiserver: what a small server on loopback can't vouch for.
import test, { type ExecutionContext } from 'ava'
import { groupOfKind, type ResourceSet } from '../resources/resource-set.ts'
import { createClusterSource } from './watch/cluster-source.ts'
import { createStatusWriter } from './statuses/status-writer.ts'
import { eventually } from '../testing/eventually.ts'
import { TestKubernetes } from '../testing/cluster/kubernetes.ts'
import { keptLog } from '../testing/cluster/log.ts'
import { ours, parentRef, exampleRouteStatus } from '../testing/cluster/statuses.ts'

const backOff = { firstMs: 50, mostMs: 500 }
const inShop = '/apis/gateway.networking.k8s.io/v1/namespaces/shop'

function manifest(name: string, path = '/') {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: [{ name: 'web' }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: path } }] }],
    },
  }
}

async function kubernetesFor(t: ExecutionContext, options?: { crds: boolean }) {
  const kubernetes = await TestKubernetes.start(t, options)
  const api = kubernetes.client()
  t.teardown(() => kubernetes.stop())
  const create = (path: string, body: object) => api.send({ method: 'POST', path, body })
  await create('/api/v1/namespaces', { metadata: { name: 'shop' } })
  return { kubernetes, api, create }
}

function following(t: ExecutionContext, kubernetes: TestKubernetes) {
  const api = kubernetes.client()
  const log = keptLog()
  const writer = createStatusWriter({ api, controllerName: ours, isLeader: () => true, log })
  const sets: ResourceSet[] = []
  const source = createClusterSource({
    api,
    log,
    onLive: (object) => writer.see(object),
    onGone: (object) => writer.forget(object),
    times: { backOff, notServedMs: 200, pageSize: 100 },
  })
  t.teardown(async () => {
    await source.close()
    await writer.close()
  })
  const started = source.start((resources) => void sets.push(resources))
  return { log, sets, writer, started, latest: () => sets.at(-1) }
}

test.serial(
  '1,000 routes: listed in pages, a status written to each, and no new set',
  async (t) => {
    const { kubernetes, api, create } = await kubernetesFor(t)
    const names = Array.from({ length: 1000 }, (_value, index) => `r${index}`)
    for (let start = 0; start < names.length; start += 50)
      await Promise.all(
        names
          .slice(start, start + 50)
          .map((name) => create(`${inShop}/httproutes`, manifest(name))),
      )
    const { sets, started, writer, latest } = following(t, kubernetes)
    await started
    t.is(latest()?.HTTPRoute.size, 1000)
    const route = latest()?.HTTPRoute.get('shop/r7')
    t.deepEqual(route?.spec.parentRefs, [parentRef('web')])
    t.deepEqual(Object.keys(route?.metadata ?? {}).toSorted(), [
      'creationTimestamp',
      'generation',
      'name',
      'namespace',
      'resourceVersion',
      'uid',
    ])

    const begunMs = performance.now()
    writer.report(names.map((name) => exampleRouteStatus(name)))
    const written = async () => {
      const list = await api.send({ path: `${inShop}/httproutes` })
      const { items } = list as { items: { status?: { parents: unknown[] } }[] }
      return items.filter(({ status }) => status?.parents.length === 1).length
    }
    await eventually(async () => (await written()) === 1000, { timeoutMs: 60_000 })
    t.log(`1,000 statuses in ${Math.round(performance.now() - begunMs)} ms`)
    // A change behind all of them: its event comes after theirs.
    await create(`${inShop}/httproutes`, manifest('last'))
    await eventually(() => latest()?.HTTPRoute.has('shop/last') ?? false)
    t.is(sets.length, 2)
  },
)

test.serial(
  "an entry of another controller stays as it is, through the API server's own eyes",
  async (t) => {
    const { kubernetes, api, create } = await kubernetesFor(t)
    await create(`${inShop}/httproutes`, manifest('cart'))
    const foreign = {
      conditions: [
        {
          lastTransitionTime: '2026-01-01T00:00:00Z',
          message: 'theirs',
          reason: 'Fine',
          status: 'True',
          type: 'Accepted',
        },
      ],
      controllerName: 'example.net/other',
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'theirs' },
    }
    const path = `${inShop}/httproutes/cart`
    const patch = (status: object) =>
      api.send({ method: 'PATCH', path: `${path}/status`, body: { status } })
    await patch({ parents: [foreign] })
    const { started, writer } = following(t, kubernetes)
    await started
    const parents = async () => {
      const live = (await api.send({ path })) as { status: { parents: object[] } }
      return live.status.parents
    }
    writer.report([exampleRouteStatus('cart')])
    await eventually(async () => (await parents()).length === 2)
    t.is(JSON.stringify((await parents())[0]), JSON.stringify(foreign))
    // Another controller takes the list for its own.
    await patch({ parents: [foreign] })
    await eventually(async () => (await parents()).length === 2)
    writer.report([])
    await eventually(async () => (await parents()).length === 1)
    t.is(JSON.stringify((await parents())[0]), JSON.stringify(foreign))
  },
)

test.serial('CRDs that come after the start are read without a restart', async (t) => {
  const { kubernetes, create } = await kubernetesFor(t, { crds: false })
  const { started, latest, log } = following(t, kubernetes)
  await started
  t.is(latest()?.HTTPRoute.size, 0)
  t.true(latest()?.Namespace.has('shop'))
  await kubernetes.installCrds()
  await create(`${inShop}/httproutes`, manifest('cart'))
  await eventually(() => latest()?.HTTPRoute.has('shop/cart') ?? false)
  const missing = log.lines.filter(({ message }) => message.includes('not installed'))
  t.is(
    missing.length,
    Object.values(groupOfKind).filter((group) => group === 'gateway.networking.k8s.io').length,
    JSON.stringify(log.lines, (key, value) => (key === 'error' ? String(value) : value)),
  )
})

test.serial(
  'an API server that stops and starts: the set stays, then the change arrives',
  async (t) => {
    const { kubernetes, api, create } = await kubernetesFor(t)
    await create(`${inShop}/httproutes`, manifest('cart', '/a'))
    const { started, latest, log, sets } = following(t, kubernetes)
    await started
    const before = latest()
    await kubernetes.stopApiServer()
    await eventually(() => log.lines.some(({ message }) => message.includes('does not answer')))
    t.is(latest(), before)
    await kubernetes.startApiServer()
    const backMs = performance.now()
    const changed = { spec: manifest('cart', '/b').spec }
    await eventually(() =>
      api.send({ method: 'PATCH', path: `${inShop}/httproutes/cart`, body: changed }).then(
        () => true,
        () => false,
      ),
    )
    const path = () => latest()?.HTTPRoute.get('shop/cart')?.spec.rules[0]?.matches[0]?.path.value
    await eventually(() => path() === '/b')
    t.true(performance.now() - backMs < 10_000)
    t.true(sets.every(({ HTTPRoute }) => HTTPRoute.size === 1))
    await eventually(() => log.lines.length === 2)
    t.is(log.lines[1]?.message, 'The API server answers again')
  },
)
