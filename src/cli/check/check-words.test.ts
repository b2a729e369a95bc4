// Messages for those who come from somewhere else, or stopped half-way.
import test from 'ava'
import { checkFiles } from '../../testing/cli/check.ts'
import {
  gatewayManifest,
  manifestFolder,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { startServe } from '../../testing/cli/serve.ts'

const gateway = gatewayManifest.replace(/ {4}- name: https[\s\S]*$/, '')
const fine = {
  'gateway.yaml': gateway,
  'routes.yaml': routeManifest('/cart'),
  'services.yaml': serviceManifest(3001),
}

test('a Gateway with a mistake is not "none" to its routes', async (t) => {
  const wrong = gateway.replace('port: 80', 'port: 80000')
  const { code, out } = await checkFiles(t, { ...fine, 'gateway.yaml': wrong })
  t.is(code, 1)
  t.regex(
    out,
    /spec\.parentRefs\[0\]: Gateway shop\/web has a mistake \(gateway\.yaml:12\) and is left out; no Gateway serves it/,
  )
  t.notRegex(out, /there is (no|none)/)
})

test('rauta serve says so, too', async (t) => {
  const { folder } = await manifestFolder(t, {
    ...fine,
    'gateway.yaml': gateway.replace('port: 80', 'port: 80000'),
  })
  const program = startServe(t, folder)
  const said = await program.printed(/"Object is not served by any controller"/)
  t.regex(said, /Gateway shop\/web has a mistake \(\S+gateway\.yaml:12\) and is left out/)
})

test('rauta serve tells warnings, too', async (t) => {
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': routeManifest('/cart/*') })
  const program = startServe(t, folder, ['--access-log=text'])
  const said = await program.printed(/Ctrl-C ends/)
  t.regex(
    said,
    /! HTTPRoute shop\/cart: spec\.rules\[0\]\.matches\[0\]\.path\.value: "\/cart\/\*" has a \*/,
  )
})

test('a Service with a mistake is not missing to the backendRef that names it', async (t) => {
  const wrong = fine['services.yaml'].replace('port: 80', 'port: 0')
  const { out } = await checkFiles(t, { ...fine, 'services.yaml': wrong })
  t.regex(
    out,
    /\.backendRefs\[0\]: Service shop\/cart has a mistake \(services\.yaml:4\) and is left out {2}routes/,
  )
  t.notRegex(out, /create it/)
})

test('a Secret with a mistake is not missing to the listener that names it', async (t) => {
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: tls, namespace: shop}\ntype: kubernetes.io/tls\ndata: {tls.crt: "?"}\n'
  const { out } = await checkFiles(t, {
    ...fine,
    'gateway.yaml': gatewayManifest,
    'tls.yaml': secret,
  })
  t.regex(
    out,
    /certificateRefs\[0\]: Secret shop\/tls has a mistake \(tls\.yaml:5\) and is left out {2}gateway\.yaml:17\n/,
  )
})

test('a GatewayClass with a mistake is not missing to its Gateways', async (t) => {
  const wrong = gateway.replace('rauta.dev/gateway-controller', '5')
  const { out } = await checkFiles(t, { ...fine, 'gateway.yaml': wrong })
  t.regex(
    out,
    /spec\.gatewayClassName: GatewayClass rauta has a mistake \(gateway\.yaml:4\) and is left out; no controller/,
  )
})

test('where a file cannot be read, nobody says that there is no more', async (t) => {
  const { out } = await checkFiles(t, { ...fine, 'gateway.yaml': `${gateway}  : [` })
  t.regex(out, /in these manifests \(there is none; gateway\.yaml:\d+ cannot be read\)/)
})

for (const [name, hint] of [
  [
    'Cart',
    /Service shop\/Cart does not exist; create it, or correct the name \(there is a Service shop\/cart\)/,
  ],
  ['cart.shop.svc.cluster.local', /\(there is a Service shop\/cart\)/],
  ['cart.shop.svc', /\(there is a Service shop\/cart\)/],
  [
    'cart.bank.svc.cluster.local',
    /a reference needs the name of the Service and not its DNS name; write name: cart and namespace: bank/,
  ],
  [
    'other.shop.svc.cluster.local',
    /a reference needs the name of the Service and not its DNS name; write name: other and namespace: shop/,
  ],
] as const)
  test(`a backendRef to ${name} is told the name that is meant`, async (t) => {
    const { code, out } = await checkFiles(t, { ...fine, 'routes.yaml': routeManifest('/', name) })
    t.is(code, 1)
    t.regex(out, hint)
  })

for (const name of ['"{{ .Values.service }}"', `'{{ include "shop.name" . }}-api'`, '"{{.name}}"'])
  test(`a backendRef to ${name} is told to be a template`, async (t) => {
    const { code, out } = await checkFiles(t, { ...fine, 'routes.yaml': routeManifest('/', name) })
    t.is(code, 1)
    t.regex(
      out,
      /BackendNotFound: spec\.rules\[0\]\.backendRefs\[0\]: Service shop\/\{\{.*\}\}(-api)? is a template \(\{\{ … \}\}\); render it first, for example with helm template {2}routes/,
    )
  })

test('a gatewayClassName and a parentRef that are templates are told so', async (t) => {
  const { out } = await checkFiles(t, {
    'gateway.yaml': gateway.replace('gatewayClassName: rauta', 'gatewayClassName: "{{ .class }}"'),
    'routes.yaml': routeManifest('/').replace('name: web', 'name: "{{ .gateway }}"'),
  })
  t.regex(out, /spec\.gatewayClassName: GatewayClass \{\{ \.class \}\} is a template \(/)
  t.regex(
    out,
    /spec\.parentRefs\[0\]: Gateway shop\/\{\{ \.gateway \}\} is a template \(.*; no Gateway/,
  )
})

test('a backendRef to a host that is nobody’s of the cluster gets no advice that is wrong', async (t) => {
  const { out } = await checkFiles(t, {
    ...fine,
    'routes.yaml': routeManifest('/', 'api.example.com'),
  })
  t.regex(out, /Service shop\/api\.example\.com does not exist; create it, or correct the name/)
})

for (const [type, value, hint] of [
  [
    'PathPrefix',
    '/cart/*',
    'use type: PathPrefix and value: /cart, which matches all paths below it',
  ],
  ['PathPrefix', '/*', 'use type: PathPrefix and value: /, which matches all paths below it'],
  ['Exact', '/cart/*', 'use type: PathPrefix and value: /cart, which matches all paths below it'],
  ['Exact', '/a/*/b', 'use type: RegularExpression with .* instead of *'],
  ['RegularExpression', '/cart/*', 'write /cart/.*'],
] as const)
  test(`a path of type ${type} with value ${value} gets a hint`, async (t) => {
    const route = routeManifest(value).replace('PathPrefix', type)
    const { code, out } = await checkFiles(t, { ...fine, 'routes.yaml': route })
    t.is(code, 0, out)
    t.true(
      out.includes(
        `! spec.rules[0].matches[0].path.value: "${value}" has a *, which is not a wildcard here; ${hint}  routes.yaml:8\n`,
      ),
      out,
    )
  })

test('a regular expression that repeats something else than a slash gets none', async (t) => {
  const route = routeManifest('/cart/.*').replace('PathPrefix', 'RegularExpression')
  t.regex((await checkFiles(t, { ...fine, 'routes.yaml': route })).out, /All fine/)
})

test('a hostname that is an IP address is refused, of a listener and of a route', async (t) => {
  const { code, out } = await checkFiles(t, {
    ...fine,
    'gateway.yaml': gateway.replace('port: 80', 'port: 80, hostname: 192.0.2.1'),
    'routes.yaml': fine['routes.yaml'].replace('shop.example', 'shop.example, 192.0.2.1'),
  })
  t.is(code, 1)
  t.regex(
    out,
    /✘ Accepted=False UnsupportedValue: spec\.listeners\[0\]\.hostname: 192\.0\.2\.1 is an IP/,
  )
  t.regex(out, /✘ Accepted=False NoMatchingListenerHostname/)
  const route = await checkFiles(t, {
    ...fine,
    'routes.yaml': fine['routes.yaml'].replace('shop.example', '192.0.2.1'),
  })
  t.is(route.code, 1)
  t.regex(
    route.out,
    /✘ Accepted=False UnsupportedValue: spec\.hostnames\[0\]: 192\.0\.2\.1 is an IP/,
  )
})

test('a warning is not "All fine"', async (t) => {
  const { code, out } = await checkFiles(t, { ...fine, 'routes.yaml': routeManifest('/*') })
  t.is(code, 0)
  t.regex(out, /3 objects, 1 with warnings\n$/)
  t.notRegex(out, /All fine/)
})

test('what is all another controller’s is not "All fine": nobody looked at it', async (t) => {
  const { code, out } = await checkFiles(t, {
    ...fine,
    'gateway.yaml': gateway.replace('rauta.dev/gateway-controller', 'example.com/controller'),
    'routes.yaml': routeManifest('/', 'nowhere'),
  })
  t.is(code, 0)
  t.regex(out, /\nRauta serves none of the objects: 3 objects, each with the reason\.\n$/)
})
