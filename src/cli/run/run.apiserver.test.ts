// `rauta run`, the whole program, with a real API server: from what is applied to what is answered, and
// how it ends.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { createApiClient } from '../../cluster/api/api-client.ts'
import { isRecord } from '../../cluster/api/api-error.ts'
import { eventually } from '../../testing/eventually.ts'
import { TestKubernetes } from '../../testing/cluster/kubernetes.ts'
import { freePorts } from '../../testing/free-ports.ts'
import { startProgram } from '../../testing/cli/program.ts'

const group = '/apis/gateway.networking.k8s.io/v1'
const apiVersion = 'gateway.networking.k8s.io/v1'

const leases = '/apis/coordination.k8s.io/v1/namespaces/rauta-system/leases'

interface SaidOfGateway {
  readonly status?: {
    readonly addresses?: readonly object[]
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

/** Whatever Rauta may write, as one text. */
async function writtenBy(api: ReturnType<typeof createApiClient>): Promise<string> {
  const lists = await Promise.all(
    [
      leases,
      '/api/v1/namespaces/shop/events',
      '/api/v1/namespaces/shop/services',
      '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices',
    ].map((path) => api.send({ path })),
  )
  const gateway = (await api.send({
    path: `${group}/namespaces/shop/gateways/web`,
  })) as SaidOfGateway
  const waiting = gateway.status?.conditions?.filter(({ status }) => status !== 'Unknown') ?? []
  return [
    ...lists.flatMap((list) =>
      isRecord(list) && Array.isArray(list['items']) ? list['items'] : [],
    ),
    ...waiting,
  ]
    .map((one) => JSON.stringify(one))
    .join('\n')
}

test('it serves what is applied, leads, and ends as a pod should', async (t) => {
  const kubernetes = await TestKubernetes.start(t)
  const api = createApiClient(kubernetes.kubeConfig())
  const folder = await mkdtemp(join(tmpdir(), 'rauta-run-'))
  t.teardown(async () => {
    api.close()
    await kubernetes.stop()
    await rm(folder, { recursive: true })
  })
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, kubernetes.kubeConfig().exportConfig(), { mode: 0o600 })
  const [port = 0] = await freePorts(1)
  for (const name of ['rauta-system', 'shop'])
    await api.send({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } })
  const create = (path: string, kind: string, body: object) =>
    api.send({ method: 'POST', path: `${group}${path}`, body: { apiVersion, kind, ...body } })
  await create('/gatewayclasses', 'GatewayClass', {
    metadata: { name: 'rauta' },
    spec: { controllerName: 'rauta.dev/gateway-controller' },
  })
  await create('/namespaces/shop/gateways', 'Gateway', {
    metadata: { name: 'web' },
    spec: { gatewayClassName: 'rauta', listeners: [{ name: 'http', protocol: 'HTTP', port }] },
  })
  await create('/namespaces/shop/gateways', 'Gateway', {
    metadata: { name: 'mistyped' },
    spec: { gatewayClassName: 'rotta', listeners: [{ name: 'http', protocol: 'HTTP', port }] },
  })
  await create('/namespaces/shop/httproutes', 'HTTPRoute', {
    metadata: { name: 'moved' },
    spec: {
      parentRefs: [{ name: 'web' }],
      rules: [
        { filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'new.example' } }] },
      ],
    },
  })

  // Nobody serves these, so that nobody writes them a status.
  await create('/namespaces/shop/httproutes', 'HTTPRoute', {
    metadata: { name: 'slip' },
    spec: { parentRefs: [{ name: 'web' }, { name: 'web', kind: 'gateway' }], rules: [{}] },
  })
  await create('/namespaces/shop/backendtlspolicies', 'BackendTLSPolicy', {
    metadata: { name: 'plain' },
    spec: {
      targetRefs: [{ group: 'core', kind: 'service', name: 'gone', sectionName: 'no' }],
      validation: { hostname: 'gone.example', wellKnownCACertificates: 'System' },
    },
  })

  const observer = startProgram(t, [
    ...'run --observe --addresses host --node-addresses 127.0.0.1 --admin 127.0.0.1:0'.split(' '),
    '--kubeconfig',
    kubeconfig,
  ])
  await observer.printed(/"resource":"BackendTLSPolicy shop\/plain"/)
  t.is(await writtenBy(api), '')
  observer.child.kill('SIGTERM')
  t.is(await observer.ended(), 0)

  const flags =
    'run --addresses host --pod-name rauta-1 --node-name node-1 --node-addresses 127.0.0.1 ' +
    '--drain-delay 2s --health 127.0.0.1:0 --admin 127.0.0.1:0'
  const program = startProgram(t, [...flags.split(' '), '--kubeconfig', kubeconfig])
  const health = /"health":"([^"]+)"/.exec(await program.printed(/Rauta started/))?.[1]
  await eventually(async () => (await fetch(`http://${health}/readyz`)).status === 200)
  const answer = await fetch(`http://127.0.0.1:${port}/cart`, { redirect: 'manual' })
  t.is(answer.headers.get('location'), `http://new.example:${port}/cart`)

  const gateway = async () =>
    ((await api.send({ path: `${group}/namespaces/shop/gateways/web` })) as SaidOfGateway).status
  await eventually(async () => {
    const { conditions = [] } = (await gateway()) ?? {}
    return conditions.some(({ type, status }) => type === 'Programmed' && status === 'True')
  })
  const { status } = (await api.send({ path: `${group}/gatewayclasses/rauta` })) as SaidOfGateway
  const version = status?.conditions?.find(({ type }) => type === 'SupportedVersion')
  t.like(version, { status: 'True' })
  t.deepEqual((await gateway())?.addresses, [{ type: 'IPAddress', value: '127.0.0.1' }])
  // Written at the same time as the status.
  const selector = 'gateway.networking.k8s.io/gateway-name=web'
  await eventually(async () => {
    const path = '/api/v1/namespaces/shop/services'
    const list = await api.send({ path, query: { labelSelector: selector } })
    return isRecord(list) && Array.isArray(list['items']) && list['items'].length === 1
  })
  const proxy = await api.send({ path: `${leases}/rauta-proxy-rauta-1` })
  t.like(proxy, { spec: { holderIdentity: 'rauta-1' } })

  // What cannot have a status is told beside it.
  t.regex(
    await program.printed(/"Object is not served by any controller"/),
    /"resource":"Gateway shop\/mistyped","why":"spec\.gatewayClassName: GatewayClass rotta does not exist/,
  )
  await eventually(async () => {
    const path = '/api/v1/namespaces/shop/events'
    const list = await api.send({ path, query: { fieldSelector: 'reason=NotServed' } })
    const text = JSON.stringify(list)
    return /"name":"mistyped"/.test(text) && /write kind: Service, group: /.test(text)
  })
  await eventually(async () => {
    const path = '/api/v1/namespaces/shop/events'
    const list = await api.send({ path, query: { fieldSelector: 'reason=InvalidReference' } })
    return /parentRefs\[1\]\.kind: .*write Gateway/.test(JSON.stringify(list))
  })

  program.child.kill('SIGTERM')
  await eventually(async () => (await fetch(`http://${health}/readyz`)).status === 503)
  // The workers are told at the same time.
  await eventually(async () => {
    const late = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
    t.is(late.status, 302)
    return late.headers.get('connection') === 'close'
  })
  t.is(await program.ended(), 0)
  const lease = await api.send({ path: `${leases}/rauta-leader` })
  t.like(lease, { spec: { holderIdentity: '' } })
  await t.throwsAsync(api.send({ path: `${leases}/rauta-proxy-rauta-1` }), { message: /not found/ })
  t.notRegex(program.out(), /"level":"error"/)
})
