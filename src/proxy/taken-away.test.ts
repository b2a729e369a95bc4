// From a change of the resources to what is open: streams and sessions whose route, grant or Service goes,
// and those that a rollout leaves alone (docs/decisions/0021-what-is-taken-away-ends.md).
import test, { type ExecutionContext } from 'ava'
import assert from 'node:assert/strict'
import { eventually } from '../testing/eventually.ts'
import { readManifests } from '../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../manifests/watch/read-once.ts'
import { createTranslator } from '../translate/create-translator.ts'
import { freeUdpPort, udpClient, udpEndpoint } from '../testing/proxy/datagrams/datagrams.ts'
import { freePort } from '../testing/free-ports.ts'
import { dialStream, echoBackend, startStreams } from '../testing/proxy/streams/streams.ts'

const gateway = (port: number, protocol: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: rauta}
spec: {controllerName: rauta.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  gatewayClassName: rauta
  listeners: [{name: db, port: ${port}, protocol: ${protocol}}]
---
`
const route = (protocol: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${protocol}Route
metadata: {name: db, namespace: shop}
spec:
  parentRefs: [{name: front}]
  rules: [{backendRefs: [{name: db, namespace: store, port: 80}]}]
---
`
const grant = (protocol: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: db, namespace: store}
spec:
  from: [{group: gateway.networking.k8s.io, kind: ${protocol}Route, namespace: shop}]
  to: [{group: "", kind: Service}]
---
`
const service = (protocol: string) => `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: store}
spec: {ports: [{port: 80, protocol: ${protocol}}]}
---
`
const slice = (protocol: string, port: number, conditions: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: store, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{port: ${port}, protocol: ${protocol}}]
endpoints: [{addresses: [127.0.0.1], conditions: {${conditions}}}]
---
`

/** What is said is sent back; resolves false where nothing comes back any more. */
interface Talk {
  say(word: string): Promise<boolean>
}

const talks = {
  TCP: (t: ExecutionContext, port: number): Talk => {
    const client = dialStream(t, port)
    return {
      say: (word) => {
        client.send(word)
        return client.until(new RegExp(`${word}$`)).then(
          () => true,
          () => false,
        )
      },
    }
  },
  UDP: (t: ExecutionContext, port: number): Talk => {
    const client = udpClient(t, port)
    return { say: async (word) => (await (await client).ask(word)) === word }
  },
}

async function begin(t: ExecutionContext, protocol: 'TCP' | 'UDP') {
  const port = await (protocol === 'TCP' ? freePort() : freeUdpPort())
  const { endpoint } = await (protocol === 'TCP' ? echoBackend(t) : udpEndpoint(t))
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: 0,
    reservedPorts: [],
  })
  const parts = {
    gateway: gateway(port, protocol),
    route: route(protocol),
    grant: grant(protocol),
    service: service(protocol),
    slice: slice(protocol, endpoint.port, 'ready: true'),
  }
  const snapshotOf = (changed: Partial<typeof parts>) => {
    const { resources } = readManifests(Object.values({ ...parts, ...changed }).join(''), 'a.yaml')
    return translate(resourceSetOf(resources), {
      liveCertificates: {},
      nowMs: Date.now(),
      addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
    }).snapshot
  }
  const { plane, ...seen } = await startStreams(t, () => snapshotOf({}))
  const apply = (changed: Partial<typeof parts>) => plane.apply(snapshotOf(changed))
  return { ...seen, ...talks[protocol](t, port), apply, slicePort: endpoint.port }
}

for (const protocol of ['TCP', 'UDP'] as const) {
  for (const part of ['route', 'grant', 'service'] as const)
    test(`${protocol}: what is open ends when its ${part} is deleted`, async (t) => {
      const { say, apply, record, open } = await begin(t, protocol)
      t.true(await say('one'))
      await apply({ [part]: '' })
      if (protocol === 'TCP') t.false(await say('two'))
      t.deepEqual((await record()).flags, ['revoked'])
      t.is(open(), 0)
    })

  test(`${protocol}: what is open stays while its endpoint terminates and serves`, async (t) => {
    const { say, apply, records, slicePort } = await begin(t, protocol)
    t.true(await say('one'))
    const conditions = 'ready: false, serving: true, terminating: true'
    await apply({ slice: slice(protocol, slicePort, conditions) })
    t.true(await say('two'))
    t.deepEqual(records, [])
  })
}

test('TCP: what is open stays when its endpoint is not ready', async (t) => {
  const { say, apply, records, slicePort } = await begin(t, 'TCP')
  t.true(await say('one'))
  await apply({ slice: slice('TCP', slicePort, 'ready: false') })
  t.true(await say('two'))
  t.deepEqual(records, [])
})

test('UDP: a session whose endpoint is not ready is over with the next datagram, and begins anew when it is', async (t) => {
  const { say, apply, records, refused, slicePort, open } = await begin(t, 'UDP')
  t.true(await say('one'))
  await apply({ slice: slice('UDP', slicePort, 'ready: false') })
  t.is(open(), 1)
  void say('two')
  await eventually(() => assert.deepEqual(refused, ['no-endpoint']))
  t.deepEqual(
    records.map(({ flags }) => flags),
    [['moved']],
  )
  await apply({})
  t.true(await say('three'))
})
