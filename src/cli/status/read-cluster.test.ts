import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answer, status as refusal, TestApiServer } from '../../testing/cluster/api-server.ts'
import {
  gateways,
  routeObject,
  routes,
  serviceObject,
  services,
} from '../../testing/cluster/objects.ts'
import { noColours } from '../../observe/log/colours.ts'
import { manifestFolder } from '../../testing/cli/manifests.ts'
import { factsOf } from '../../gateway/status/read-cluster.ts'
import { reportOf } from '../../gateway/status/report-of.ts'
import { statusText } from './status-text.ts'
import { runStatusCommand as status } from '../../testing/cli/run-rauta.ts'

const controllerName = 'rauta.dev/gateway-controller'
const group = '/apis/gateway.networking.k8s.io/v1'
const slices = '/apis/discovery.k8s.io/v1/endpointslices'
const fine = [{ type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }]
const programmed = [
  ...fine,
  { type: 'Programmed', status: 'True', reason: 'Programmed', message: '' },
]
const unresolved = [
  ...fine,
  { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound', message: 'no Service' },
]

test('statuses are told as they are written, those of other controllers are not', async (t) => {
  const api = await shop(t)
  const report = reportOf(await factsOf(api.kubeConfig(), controllerName), undefined)
  t.deepEqual(
    report.gateways.map(({ name }) => name),
    ['web'],
  )
  t.deepEqual(
    report.routes.map(({ name, problems }) => [name, problems.map(({ reason }) => reason)]),
    [
      ['broken', ['BackendNotFound']],
      ['waiting', ['Pending']],
      ['any', []],
      ['cart', []],
    ],
  )
  const [web] = report.gateways
  t.deepEqual(
    web?.listeners.map(({ name, attachedRoutes, routes: names }) => ({
      name,
      attachedRoutes,
      names,
    })),
    [
      { name: 'http', attachedRoutes: 3, names: ['HTTPRoute shop/broken', 'HTTPRoute shop/cart'] },
      { name: 'other', attachedRoutes: 1, names: [] },
    ],
  )
  t.deepEqual(web?.routes, ['HTTPRoute shop/any'])
  t.deepEqual(report.backends, [
    { name: 'service/shop/empty', ready: 0, total: 0, failing: [] },
    { name: 'service/shop/cart', ready: 1, total: 2, failing: [] },
  ])
  t.deepEqual(
    report.unserved.map(({ name }) => name),
    ['lost'],
  )
  const said = statusText(report, { colours: noColours, isAll: false })
  t.regex(said, /HTTP :80 +\* +bound +HTTPRoute shop\/broken, HTTPRoute shop\/cart and 1 more\n/)
  t.regex(said, /on listeners that fit: HTTPRoute shop\/any\n/)
  t.is(said.match(/Only a proxy knows/g)?.length, 1)
})

test('the kubeconfig names the cluster, and --context which; it ends with 1', async (t) => {
  const api = await shop(t)
  const { folder } = await manifestFolder(t, {})
  const file = join(folder, 'config')
  const config = api.kubeConfig()
  config.setCurrentContext('')
  await writeFile(file, config.exportConfig())
  const [context] = config.getContexts()
  const { code, out } = await status([
    `--kubeconfig=${file}`,
    '--context',
    context!.name,
    '-n',
    'shop',
  ])
  t.is(code, 1)
  t.regex(
    out,
    /✘ HTTPRoute shop\/broken\n {4}Gateway web, listener http: ResolvedRefs=False BackendNotFound: no Service\n/,
  )
  const wrong = await status([`--kubeconfig=${file}`, '--context', 'nowhere'])
  t.is(wrong.code, 2)
  t.regex(
    wrong.errors,
    /^rauta: The kubeconfig has no context nowhere \(it has .*\): use one of these\.\n$/,
  )
})

test('a reference that is a slip is told of routes, ListenerSets, policies and grants', async (t) => {
  const api = await shop(t)
  const meta = (name: string) => ({ metadata: { name, namespace: 'shop' } })
  const web = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }
  api.put(
    routes,
    routeObject('slip', '/', { spec: { parentRefs: [{ ...web, group: '' }], rules: [] } }),
  )
  api.put(`${group}/tcproutes`, {
    ...meta('half'),
    spec: { parentRefs: [web, { ...web, kind: 'gateway' }], rules: [] },
    status: { parents: [{ parentRef: web, controllerName, conditions: fine }] },
  })
  api.put(`${group}/listenersets`, {
    ...meta('more'),
    spec: { parentRef: { ...web, kind: 'gateway' }, listeners: [] },
  })
  api.put(`${group}/backendtlspolicies`, {
    ...meta('tls'),
    spec: {
      targetRefs: [{ group: 'core', kind: 'service', name: 'gone', sectionName: 'no' }],
      validation: { hostname: 'a.example', wellKnownCACertificates: 'System' },
    },
  })
  api.put(`${group}/referencegrants`, {
    ...meta('carts'),
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'web' }],
      to: [{ group: 'core', kind: 'Service' }],
    },
  })
  const report = reportOf(await factsOf(api.kubeConfig(), controllerName), undefined)
  t.deepEqual(
    report.unserved.map(({ kind, name, message }) => [
      kind,
      name,
      /; write (.*?)[;]|$/.exec(message)?.[1],
    ]),
    [
      ['ListenerSet', 'more', 'Gateway'],
      ['HTTPRoute', 'lost', undefined],
      ['HTTPRoute', 'slip', 'gateway.networking.k8s.io'],
      ['TCPRoute', 'half', 'Gateway'],
      ['BackendTLSPolicy', 'tls', 'kind: Service, group: ""'],
      ['ReferenceGrant', 'carts', '""'],
    ],
  )
})

test('who may not list grants is told all the rest', async (t) => {
  const api = await shop(t)
  api.fault = ({ path }, response) => {
    if (!path.endsWith('/referencegrants')) return false
    answer(response, 403, refusal(403))
    return true
  }
  const { unserved } = await factsOf(api.kubeConfig(), controllerName)
  t.deepEqual(
    unserved.map(({ name }) => name),
    ['lost'],
  )
})

test('a status of an older generation is told: nobody may be there to write another', async (t) => {
  const api = await shop(t)
  const changed = { gatewayClassName: 'rauta', listeners: [{ name: 'http', port: 80 }] }
  api.put(gateways, {
    ...api.get(gateways, 'web', 'shop')!,
    spec: changed,
    status: { conditions: fine.map((one) => ({ ...one, observedGeneration: 1 })) },
  })
  const { gateways: told } = reportOf(await factsOf(api.kubeConfig(), controllerName), undefined)
  t.regex(
    told[0]?.problems[0]?.message ?? '',
    /for generation 1, but the object has generation 2; is Rauta running\?/,
  )
})

test('a cluster that refuses, or is not there, is one sentence, and 2', async (t) => {
  const api = await shop(t)
  const { folder } = await manifestFolder(t, { config: api.kubeConfig().exportConfig() })
  api.fault = ({ path }, response) => {
    if (!path.endsWith('/gateways')) return false
    answer(response, 403, refusal(403))
    return true
  }
  const refused = await status([`--kubeconfig=${join(folder, 'config')}`])
  t.is(refused.code, 2)
  t.regex(refused.errors, /^rauta: The cluster at https:\S+ cannot be read \(status 403\): .*\n$/)
  await api.stop()
  const gone = await status([`--kubeconfig=${join(folder, 'config')}`])
  t.is(gone.code, 2)
  t.regex(
    gone.errors,
    /^rauta: The cluster at https:\S+ cannot be read \(.*ECONNREFUSED.*\): .*\n$/,
  )
  const missing = await status([`--kubeconfig=${join(folder, 'none')}`])
  t.is(missing.code, 2)
  t.regex(missing.errors, /^rauta: The kubeconfig cannot be read \(.*\): give another .*\n$/)
})

/** A cluster as Rauta left it, and another controller. Kinds of routes that it does not have are no error. */
async function shop(t: ExecutionContext): Promise<TestApiServer> {
  const api = await TestApiServer.start(t)
  for (const [name, of] of [
    ['rauta', controllerName],
    ['foreign', 'example.com/foreign'],
  ] as const)
    api.put(`${group}/gatewayclasses`, {
      metadata: { name },
      spec: { controllerName: of },
      status: { conditions: fine },
    })
  for (const [name, gatewayClassName] of [
    ['web', 'rauta'],
    ['others', 'foreign'],
  ] as const)
    api.put(gateways, {
      metadata: { name, namespace: 'shop' },
      spec: {
        gatewayClassName,
        listeners: [
          { name: 'http', protocol: 'HTTP', port: 80 },
          { name: 'other', protocol: 'HTTP', port: 81 },
        ],
      },
      status: {
        addresses: [{ type: 'IPAddress', value: '192.0.2.1' }],
        conditions: programmed,
        listeners: [
          { name: 'http', attachedRoutes: 3, conditions: programmed },
          { name: 'other', attachedRoutes: 1, conditions: programmed },
        ],
      },
    })
  const parent = (
    sectionName: string | undefined,
    conditions: object,
    controller = controllerName,
  ) => ({
    parentRef: {
      kind: 'Gateway',
      name: 'web',
      ...(sectionName === undefined ? {} : { sectionName }),
    },
    controllerName: controller,
    conditions,
  })
  const to = (name: string) => ({
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }],
      rules: [{ backendRefs: [{ name, port: 80 }] }],
    },
  })
  api.put(
    routes,
    routeObject('cart', '/', {
      ...to('cart'),
      status: {
        parents: [parent('http', fine), parent('http', unresolved, 'example.com/foreign')],
      },
    }),
  )
  api.put(
    routes,
    routeObject('any', '/', { ...to('empty'), status: { parents: [parent(undefined, fine)] } }),
  )
  api.put(
    routes,
    routeObject('broken', '/', {
      ...to('gone'),
      status: { parents: [parent('http', unresolved)] },
    }),
  )
  api.put(routes, routeObject('waiting', '/'))
  api.put(
    routes,
    routeObject('lost', '/', {
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'nowhere' }],
      },
    }),
  )
  api.put(
    routes,
    routeObject('foreign', '/', {
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'others' }],
      },
    }),
  )
  for (const name of ['cart', 'empty', 'unused']) api.put(services, serviceObject(name))
  api.put(slices, {
    metadata: {
      name: 'cart-1',
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': 'cart' },
    },
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.0.0.1'] },
      { addresses: ['10.0.0.2'], conditions: { ready: false } },
    ],
    ports: [{ port: 80 }],
  })
  return api
}
