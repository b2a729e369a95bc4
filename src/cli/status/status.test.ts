// `rauta status` beside a real `rauta serve`.
import { once } from 'node:events'
import { request } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { makeKeyPair } from '../../testing/key-pair.ts'
import {
  gatewayManifest,
  manifestFolder,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { startServe } from '../../testing/cli/serve.ts'
import { runStatusCommand as status } from '../../testing/cli/run-rauta.ts'

const dayMs = 24 * 60 * 60 * 1000
const group = 'gateway.networking.k8s.io/v1'

test.serial(
  'all that is fine is counted, each listener with its routes by name; it ends with 0',
  async (t) => {
    const { admin } = await serve(t, {
      'gateway.yaml': gatewayManifest,
      'routes.yaml': routeManifest('/cart'),
      'services.yaml': serviceManifest(3001),
      'tls.yaml': await secretManifest('tls', 100),
    })
    const { code, out } = await status([`--admin=${admin}`])
    t.is(code, 0, out)
    t.regex(out, /^Rauta at http:\/\/127/)
    t.regex(out, /✔ Gateway shop\/web {2}class rauta {2}127\.\d+\.\d+\.\d+\n/)
    t.regex(out, /✔ {2}http +HTTP :80 +\* +bound 127\S+:\d+ +HTTPRoute shop\/cart\n/)
    t.regex(out, /✔ {2}https +HTTPS :443 +shop\.example +bound \S+ +HTTPRoute shop\/cart\n/)
    t.regex(out, /Routes\n {2}1 route is fine\n/)
    t.regex(out, /Backends\n {2}1 backend is fine\n/)
    t.regex(out, /Certificates\n {2}1 certificate is fine\n/)
    t.regex(out, /All fine\.\n$/)
    t.false(out.includes('\u001b'))
    const all = await status([`--admin=${admin}`, '--all'])
    t.regex(all.out, /✔ HTTPRoute shop\/cart\n/)
    t.regex(all.out, /✔ {2}service\/shop\/cart\/80 +1 of 1 endpoints ready +0 in flight\n/)
    t.regex(all.out, /✔ {2}secret\/shop\/tls +shop\.example +(99|100) days left/)
  },
)

test.serial('a warning is told, is not "All fine", and ends with 0', async (t) => {
  const { admin } = await serve(t, {
    'gateway.yaml': gatewayManifest,
    'routes.yaml': routeManifest('/cart/*'),
    'services.yaml': serviceManifest(3001),
    'tls.yaml': await secretManifest('tls', 9),
  })
  const { code, out } = await status([`--admin=${admin}`])
  t.is(code, 0, out)
  t.regex(
    out,
    /Warnings\n! HTTPRoute shop\/cart: spec\.rules\[0\]\.matches\[0\]\.path\.value: "\/cart\/\*" has a \*/,
  )
  // The other one: a certificate that ends soon.
  t.regex(out, /Nothing is wrong; 2 warnings\.\n$/)
  const json = await status([`--admin=${admin}`, '--output=json'])
  t.like(JSON.parse(json.out), { isFine: true, mistakes: [] })
  t.is(JSON.parse(json.out).warnings.length, 1)
})

test.serial('what is wrong stands first with its message, and ends with 1', async (t) => {
  const { admin, address, portOffset } = await serve(t, await brokenShop())
  // No connection can be made: the endpoint is ejected.
  const asked = request({
    host: address,
    port: 80 + portOffset,
    path: '/cart',
    headers: { host: 'shop.example' },
  }).end()
  const [answer] = await once(asked, 'response')
  t.is(answer.statusCode, 502)
  answer.resume()

  const { code, out } = await status([`--admin=${admin}`])
  t.is(code, 1)
  t.regex(
    out,
    /✘ HTTPRoute shop\/returns\n {4}Gateway web: ResolvedRefs=False BackendNotFound: .*carts/,
  )
  t.regex(
    out,
    /✘ {2}service\/shop\/cart\/80 +0 of 1 endpoints ready +0 in flight +127\.0\.0\.1:1 failed once, (ejected for [12] s|tried again next)\n/,
  )
  t.regex(out, /✘ {2}service\/shop\/empty\/80 +no endpoints/)
  t.regex(
    out,
    /✘ {2}secret\/shop\/old +old\.example +expired 2 days ago\n!  secret\/shop\/soon +soon\.example +9 days left/,
  )
  t.regex(
    out,
    /✘ HTTPRoute shop\/lost: spec\.parentRefs\[0\]: Gateway shop\/nowhere does not exist/,
  )
  t.regex(out, /✘ Gateway shop\/mistyped: .*GatewayClass ruata does not exist/)
  t.regex(out, /\n✘ \S+typo\.yaml:\d+: HTTPRoute shop\/typo: .*PathPrefx/)
  t.notRegex(out, /Gateway shop\/foreign\n|Gateway shop\/foreign {2}/)
  t.regex(out, /\d things are wrong\.\n$/)
  t.true(out.indexOf('shop/returns') < out.indexOf('2 routes are fine'))

  const json = await status([`--admin=${admin}`, '--output', 'json'])
  t.is(json.code, 1)
  t.notRegex(json.out, /PRIVATE KEY/)
  const report = JSON.parse(json.out)
  t.false(report.isFine)
  t.deepEqual(
    report.gateways.map(({ name }: { name: string }) => name),
    ['web'],
  )
  t.deepEqual(
    report.gateways[0].listeners.find(({ name }: { name: string }) => name === 'http').routes,
    ['HTTPRoute shop/cart', 'HTTPRoute shop/empty', 'HTTPRoute shop/returns'],
  )
  t.is(report.routes[0].name, 'returns')
  t.like(report.backends[0], { name: 'service/shop/cart/80', ready: 0, total: 1 })
  t.like(report.backends[0].failing[0], { address: '127.0.0.1:1', failures: 1 })
  t.deepEqual(
    report.certificates.map(({ daysLeft }: { daysLeft: number }) => daysLeft),
    [-3, 9],
  )

  const other = await status([`--admin=${admin}`, '-n', 'other'])
  t.is(other.code, 1, other.out)
  t.regex(other.out, /No Gateway of Rauta found\.\n\n1 thing is wrong\.\n$/)
})

test.serial("a ListenerSet's listeners stand under their Gateway", async (t) => {
  const { admin } = await serve(t, {
    'gateway.yaml': gatewayManifest
      .replace('  listeners:', '  allowedListeners: { namespaces: { from: Same } }\n  listeners:')
      .replace(/ {4}- name: https[^]*$/, ''),
    'set.yaml': `apiVersion: ${group}
kind: ListenerSet
metadata: { name: more, namespace: shop }
spec:
  parentRef: { name: web }
  listeners: [{ name: extra, protocol: HTTP, port: 90 }]
---
${routeManifest('/').replace('{ name: web }', '{ name: more, kind: ListenerSet }')}`,
    'services.yaml': serviceManifest(3001),
  })
  const { code, out } = await status([`--admin=${admin}`])
  t.is(code, 0, out)
  t.regex(
    out,
    /✔ Gateway shop\/web .*\n.* http +HTTP :80 .* no routes\n.* extra \(ListenerSet shop\/more\) +HTTP :90 .* HTTPRoute shop\/cart\n/,
  )
})

/** A real `rauta serve`. */
async function serve(t: ExecutionContext, files: Readonly<Record<string, string>>) {
  const { folder } = await manifestFolder(t, files)
  const { address, portOffset, servers } = startServe(t, folder)
  return { admin: `http://${(await servers()).admin}`, address, portOffset }
}

async function secretManifest(name: string, days: number): Promise<string> {
  const { certificate, key } = await makeKeyPair(
    [name === 'tls' ? 'shop.example' : `${name}.example`],
    {
      notBefore: new Date(Date.now() - 30 * dayMs),
      notAfter: new Date(Date.now() + days * dayMs),
    },
  )
  const base64 = (pem: string) => Buffer.from(pem).toString('base64')
  return `apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: shop }
type: kubernetes.io/tls
data: { tls.crt: ${base64(certificate)}, tls.key: ${base64(key)} }
`
}

async function brokenShop(): Promise<Record<string, string>> {
  const gateway = gatewayManifest.replace('[{ name: tls }]', '[{ name: old }, { name: soon }]')
  const named = (name: string, manifest: string) =>
    manifest.replace('{ name: cart,', `{ name: ${name},`)
  return {
    'gateway.yaml': gateway,
    'foreign.yaml': `apiVersion: ${group}
kind: GatewayClass
metadata: { name: foreign }
spec: { controllerName: example.com/foreign }
---
apiVersion: ${group}
kind: Gateway
metadata: { name: foreign, namespace: shop }
spec: { gatewayClassName: foreign, listeners: [{ name: http, protocol: HTTP, port: 80 }] }
---
apiVersion: ${group}
kind: Gateway
metadata: { name: mistyped, namespace: shop }
spec: { gatewayClassName: ruata, listeners: [{ name: http, protocol: HTTP, port: 80 }] }
`,
    'cart.yaml': routeManifest('/cart'),
    'empty.yaml': named('empty', routeManifest('/empty', 'empty')),
    'returns.yaml': named('returns', routeManifest('/returns', 'carts')),
    'lost.yaml': named('lost', routeManifest('/lost')).replace('name: web', 'name: nowhere'),
    'typo.yaml': named('typo', routeManifest('/typo')).replace('PathPrefix', 'PathPrefx'),
    'services.yaml': `${serviceManifest(1)}---
apiVersion: v1
kind: Service
metadata: { name: empty, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
    'old.yaml': await secretManifest('old', -2.5),
    'soon.yaml': await secretManifest('soon', 9.5),
  }
}
