// Watch → debounce → translate → apply → report, with a real API server at one end and real sockets at
// the other: what is said must pass the CRDs' validation, which only an API server does.
import test, { type ExecutionContext } from 'ava'
import { createControlLoop } from '../control/create-control-loop.ts'
import type { ResourceSource, StatusSink } from '../control/loop-interfaces.ts'
import type { Observer } from '../observe/log/observer.ts'
import { createDataPlane } from '../proxy/data-plane.ts'
import { createPipeline } from '../proxy/request/request-pipeline.ts'
import { createTranslator } from '../translate/create-translator.ts'
import { createClusterSource } from './watch/cluster-source.ts'
import { createStatusWriter } from './statuses/status-writer.ts'
import { eventually } from '../testing/eventually.ts'
import { TestKubernetes } from '../testing/cluster/kubernetes.ts'
import { freePorts } from '../testing/free-ports.ts'
import { type KeptLog, keptLog } from '../testing/cluster/log.ts'
import { ours } from '../testing/cluster/statuses.ts'

interface Said {
  readonly conditions?: readonly {
    readonly type: string
    readonly status: string
    readonly reason: string
  }[]
  readonly listeners?: readonly (Said & {
    readonly name: string
    readonly attachedRoutes: number
  })[]
  readonly parents?: readonly (Said & { readonly controllerName: string })[]
  readonly supportedFeatures?: readonly object[]
  readonly attachedListenerSets?: number
}

function runLoop(t: ExecutionContext, kubernetes: TestKubernetes): KeptLog {
  const api = kubernetes.client()
  const log = keptLog()
  const observer: Observer = {
    log,
    onRequest() {},
    onStream() {},
    onConnection() {},
    onRefused() {},
  }
  const requestPipeline = createPipeline({ observer })
  const dataPlane = createDataPlane({ requestPipeline, observer })
  const writer = createStatusWriter({ api, controllerName: ours, isLeader: () => true, log })
  const sink: StatusSink = writer
  const source: ResourceSource = createClusterSource({
    api,
    log,
    onLive: (object) => writer.see(object),
    onGone: (object) => writer.forget(object),
  })
  const translate = createTranslator({
    controllerName: ours,
    portOffset: 0,
    reservedPorts: [],
    hasGatewayServices: true,
  })
  const loop = createControlLoop({
    source,
    translate,
    circumstances: () => ({
      addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
    }),
    dataPlane,
    sink,
    observer,
  })
  t.teardown(async () => {
    await loop.stop()
    await writer.close()
    await dataPlane.drain(0)
    await requestPipeline.close()
  })
  void loop.start()
  return log
}

const reasons = ({ conditions = [] }: Said = {}) =>
  Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]))

test.serial('what is applied is served, and its statuses pass the CRDs', async (t) => {
  const kubernetes = await TestKubernetes.start(t)
  const api = kubernetes.client()
  t.teardown(() => kubernetes.stop())
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const group = '/apis/gateway.networking.k8s.io/v1'
  const shop = `${group}/namespaces/shop`
  const create = (path: string, kind: string, body: object) =>
    api.send({
      method: 'POST',
      path,
      body: { apiVersion: 'gateway.networking.k8s.io/v1', kind, ...body },
    })
  const said = async (path: string): Promise<Said> => {
    const { status } = (await api.send({ path })) as { status?: Said }
    return status ?? {}
  }
  await api.send({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { metadata: { name: 'shop' } },
  })
  const log = runLoop(t, kubernetes)

  await create(`${group}/gatewayclasses`, 'GatewayClass', {
    metadata: { name: 'rauta' },
    spec: { controllerName: ours },
  })
  await create(`${shop}/gateways`, 'Gateway', {
    metadata: { name: 'web' },
    spec: {
      gatewayClassName: 'rauta',
      allowedListeners: { namespaces: { from: 'Same' } },
      listeners: [
        { name: 'http', protocol: 'HTTP', port },
        {
          name: 'https',
          protocol: 'HTTPS',
          port: tlsPort,
          tls: { certificateRefs: [{ name: 'nowhere' }] },
        },
      ],
    },
  })
  const redirect = { requestRedirect: { hostname: 'new.example', statusCode: 301 } }
  await create(`${shop}/httproutes`, 'HTTPRoute', {
    metadata: { name: 'moved' },
    spec: {
      parentRefs: ['http', 'nowhere'].map((sectionName) => ({ name: 'web', sectionName })),
      rules: [{ filters: [{ type: 'RequestRedirect', ...redirect }] }],
    },
  })

  await create(`${shop}/listenersets`, 'ListenerSet', {
    metadata: { name: 'more' },
    spec: {
      parentRef: { name: 'web' },
      listeners: [
        { name: 'own', protocol: 'HTTP', port, hostname: 'own.example' },
        { name: 'taken', protocol: 'HTTP', port },
        { name: 'tcp', protocol: 'TCP', port },
      ],
    },
  })
  await create(`${shop}/httproutes`, 'HTTPRoute', {
    metadata: { name: 'at-the-set' },
    spec: {
      parentRefs: [{ kind: 'ListenerSet', name: 'more', sectionName: 'own' }],
      rules: [{ filters: [{ type: 'RequestRedirect', ...redirect }] }],
    },
  })

  const route = () => said(`${shop}/httproutes/moved`)
  await eventually(async () => (await route()).parents?.length === 2)
  const gateway = () => said(`${shop}/gateways/web`)
  await eventually(async () => (await gateway()).listeners?.[0]?.attachedRoutes === 1)
  const [listener, broken] = (await gateway()).listeners ?? []
  t.is(reasons(listener)['Programmed'], 'True Programmed')
  t.is(reasons(broken)['ResolvedRefs'], 'False InvalidCertificateRef')
  t.is(reasons(await gateway())['Programmed'], 'True Programmed')
  t.deepEqual((await route()).parents?.map(reasons), [
    { Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' },
    { Accepted: 'False NoMatchingParent', ResolvedRefs: 'True ResolvedRefs' },
  ])
  const set = () => said(`${shop}/listenersets/more`)
  await eventually(async () => (await set()).listeners?.[0]?.attachedRoutes === 1)
  await eventually(async () => (await gateway()).attachedListenerSets === 1)
  t.deepEqual(reasons(await set()), {
    Accepted: 'True ListenersNotValid',
    Programmed: 'True Programmed',
  })
  t.deepEqual(
    (await set()).listeners?.map((one) => reasons(one)['Programmed']),
    ['True Programmed', 'False HostnameConflict', 'False ProtocolConflict'],
  )
  const atTheSet = () => said(`${shop}/httproutes/at-the-set`)
  await eventually(async () => (await atTheSet()).parents?.length === 1)
  t.deepEqual((await atTheSet()).parents?.map(reasons), [
    { Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' },
  ])

  const classSaid = () => said(`${group}/gatewayclasses/rauta`)
  await eventually(async () => ((await classSaid()).supportedFeatures?.length ?? 0) > 0)
  t.is(reasons(await classSaid())['Accepted'], 'True Accepted')

  const answer = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
  t.is(answer.status, 301)
  t.regex(answer.headers.get('location') ?? '', /^http:\/\/new\.example/)

  // No more leave for sets: what was said of them is taken back.
  const none = { allowedListeners: null }
  await api.send({ method: 'PATCH', path: `${shop}/gateways/web`, body: { spec: none } })
  await eventually(async () => reasons(await set())['Accepted'] === 'False NotAllowed')
  t.is((await set()).listeners?.length, 0)
  await eventually(async () => (await gateway()).attachedListenerSets === 0)

  // A listener that leaves: its port is closed, and the status goes with it.
  const spec = { listeners: [{ name: 'http', protocol: 'HTTP', port: tlsPort }] }
  await api.send({ method: 'PATCH', path: `${shop}/gateways/web`, body: { spec } })
  await eventually(async () => (await gateway()).listeners?.length === 1)
  t.is((await fetch(`http://127.0.0.1:${tlsPort}/`, { redirect: 'manual' })).status, 301)
  await t.throwsAsync(fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }))

  // The Gateway goes: the route has no parent of ours any more.
  await api.send({ method: 'DELETE', path: `${shop}/gateways/web` })
  await eventually(async () => (await route()).parents?.length === 0)
  t.deepEqual(
    log.lines.filter(({ level }) => level === 'error'),
    [],
  )
})
