// `rauta run --observe`, the whole program.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { eventually } from '../testing/eventually.ts'
import { proxyLabels } from '../cluster/fleet/proxy-report.ts'
import { TestApiServer } from '../testing/cluster/api-server.ts'
import { freePorts } from '../testing/free-ports.ts'
import { routeObject, routes, serviceObject, services } from '../testing/cluster/objects.ts'
import { runStatusCommand } from '../testing/cli/run-rauta.ts'
import { manifestFolder } from '../testing/cli/manifests.ts'
import { startProgram } from '../testing/cli/program.ts'

const group = '/apis/gateway.networking.k8s.io/v1'
const leases = '/apis/coordination.k8s.io/v1/leases'

for (const mode of ['host', 'pool', 'service'] as const)
  test(`mode ${mode}: an observer says what would be said and served, and writes nothing`, async (t) => {
    const [port = 0] = await freePorts(1)
    const api = await clusterWith(t, port)
    const range = mode === 'pool' ? ['--pool-range', '192.0.2.0/28'] : []
    const observer = await observing(t, api, ['--addresses', mode, ...range])
    await observer.printed(/✘ HTTPRoute shop\/lost: .*nowhere|✘ HTTPRoute shop\/broken/)
    const out = await observer.printed(/Ctrl-C ends/)
    t.regex(out, /nothing is written, and no listener is bound; admin http:/)
    t.notRegex(out, /health and metrics/)
    await observer.printed(/Would write the status of GatewayClass rauta: Accepted=True, Supported/)
    await observer.printed(
      /Would write the status of HTTPRoute shop\/broken: Gateway web Accepted=True, ResolvedRefs=False \(BackendNotFound\)/,
    )

    const [, admin = ''] = /admin (http:\S+);/.exec(out) ?? []
    await eventually(async () => (await fetch(`${admin}/resources`)).ok)
    const status = await runStatusCommand(['--admin', admin])
    t.regex(status.out, /HTTPRoute shop\/broken\n.*ResolvedRefs=False BackendNotFound/)
    if (mode === 'host') {
      // As its proxies say, and not where this process is.
      t.regex(status.out, /Gateway shop\/web .*198\.51\.100\.7/)
      t.regex(observer.out(), /\/cart\/… +→ shop\/cart:80 +HTTPRoute shop\/cart/)
    }
    await t.throwsAsync(fetch(`http://127.0.0.1:${port}/cart`), { message: /fetch failed/ })

    observer.child.kill('SIGTERM')
    t.is(await observer.ended(), 0)
    t.deepEqual([...new Set(api.asked.map(({ method }) => method))], ['GET'])
    t.deepEqual(
      [...new Set(api.asked.map(({ path }) => path))].filter((path) => path.includes('-leader')),
      [],
    )
  })

test('before there is an install, the addresses of nodes are those that are given', async (t) => {
  const api = await clusterWith(t, 8080, false)
  const flags = ['--addresses', 'host', '--node-addresses', '198.51.100.9']
  const observer = await observing(t, api, flags)
  const out = await observer.printed(/Ctrl-C ends/)
  const [, admin = ''] = /admin (http:\S+);/.exec(out) ?? []
  await eventually(async () => (await fetch(`${admin}/resources`)).ok)
  t.regex((await runStatusCommand(['--admin', admin])).out, /Gateway shop\/web .*198\.51\.100\.9/)
})

async function observing(t: ExecutionContext, api: TestApiServer, flags: readonly string[]) {
  const { folder } = await manifestFolder(t, {})
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, api.kubeConfig().exportConfig(), { mode: 0o600 })
  const rest = [
    '--observe',
    '--access-log',
    'text',
    '--admin',
    '127.0.0.1:0',
    '--drain-delay',
    '0s',
  ]
  return startProgram(t, ['run', ...flags, ...rest, '--kubeconfig', kubeconfig])
}

/** A Gateway on that port, with a route that is fine and one that is not; and a proxy, unless there is none. */
async function clusterWith(
  t: ExecutionContext,
  port: number,
  hasProxy = true,
): Promise<TestApiServer> {
  const api = await TestApiServer.start(t)
  api.put(`${group}/gatewayclasses`, {
    metadata: { name: 'rauta' },
    spec: { controllerName: 'rauta.dev/gateway-controller' },
  })
  const from = { namespaces: { from: 'Same' } }
  api.put(`${group}/gateways`, {
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [{ name: 'http', protocol: 'HTTP', port, allowedRoutes: from }],
    },
  })
  const to = (name: string) => ({
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: `/${name}` } }],
          backendRefs: [{ group: '', kind: 'Service', name, port: 80, weight: 1 }],
        },
      ],
    },
  })
  api.put(services, serviceObject('cart'))
  api.put(routes, routeObject('cart', '/', to('cart')))
  api.put(routes, routeObject('broken', '/', to('gone')))
  if (hasProxy)
    api.put(leases, {
      metadata: {
        name: 'rauta-proxy-1',
        namespace: 'rauta-system',
        labels: proxyLabels('rauta'),
        annotations: { 'rauta.dev/node': 'node-1', 'rauta.dev/addresses': '198.51.100.7' },
      },
      spec: {
        holderIdentity: 'rauta-1',
        leaseDurationSeconds: 40,
        renewTime: new Date().toISOString(),
      },
    })
  return api
}
