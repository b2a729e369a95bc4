// The pages as a running gateway answers them.
import test, { type ExecutionContext } from 'ava'
import { ownPlace } from '../../testing/own-place.ts'
import {
  gatewayManifest,
  manifestFolder,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { startGateway } from '../start-gateway.ts'

test('/status is the report of what runs, and of one namespace', async (t) => {
  const ask = await started(t)
  const { status, body } = await ask('/status')
  t.is(status, 200)
  const report = JSON.parse(body)
  t.like(report, { kind: 'StatusReport', backends: [{ name: 'service/shop/cart/80', ready: 1 }] })
  t.deepEqual(names(report.gateways), ['web'])
  t.deepEqual(report.gateways[0].listeners[0].routes, ['HTTPRoute shop/cart'])
  const other = JSON.parse((await ask('/status?namespace=other')).body)
  t.deepEqual(names(other.gateways), [])
})

test('/explain says how a request or a connection is handled, with conditions', async (t) => {
  const ask = await started(t)
  const served = await ask('/explain?method=GET&url=http://shop.example/cart/7&header=x-a:%201')
  t.like(JSON.parse(served.body), {
    kind: 'Explanation',
    asked: 'GET http://shop.example/cart/7',
    outcome: { isServed: true },
  })
  const refused = await ask('/explain?method=GET&url=https://shop.example/&sni=shop.example')
  const { outcome, objects } = JSON.parse(refused.body)
  t.false(outcome.isServed)
  t.like(objects[0], { object: 'Gateway shop/web', why: 'not served' })
  t.is((await ask('/explain?url=tcp://shop.example:5432')).status, 200)
})

test('the value of a secret header is matched, and not shown', async (t) => {
  const secret = 'Bearer 0123456789abcdef.x'
  const routes = `${routeManifest('/cart')}    - matches:
        - { path: { type: PathPrefix, value: /in }, headers: [{ name: Authorization, value: ${secret} }] }
      backendRefs: [{ name: cart, port: 80 }]
`
  const ask = await started(t, routes)
  const asked = new URLSearchParams({ method: 'GET', url: 'http://shop.example/in' })
  const without = await ask(`/explain?${asked}`)
  asked.append('header', `authorization: ${secret}`)
  const matched = await ask(`/explain?${asked}`)
  t.is(JSON.parse(without.body).outcome.status, 404)
  t.true(JSON.parse(matched.body).outcome.isServed, matched.body)
  t.notRegex(without.body + matched.body, /0123456789abcdef/)
})

for (const [path, sentence] of [
  ['/status?namespace=a&namespace=b', 'Give the parameter namespace once.'],
  ['/status?name=a', "Unknown parameter 'name': use namespace."],
  ['/explain', 'Give the request, such as /explain?method=GET&url=http://shop.example/cart'],
  ['/explain?method=GET&url=a.example', "'a.example' is not a supported URL"],
  ['/explain?url=http://a.example/', 'Put the method before the URL'],
  ['/explain?method=GET&url=http://a/&url=http://b/', 'Give the parameter url once.'],
  ['/explain?method=GET&url=http://a/&header=x', "Give a header as 'name: value', not 'x'."],
  ['/explain?method=GET&url=http://a/&header=x:%0d%0ay:1', "Give a header as 'name: value'"],
  ['/explain?method=GET&url=http://a/&%1b=1', "Unknown parameter '\\u001b'"],
] as const) {
  test(`${path} is answered with 400 and a sentence`, async (t) => {
    const ask = await started(t)
    const { status, body } = await ask(path)
    t.is(status, 400)
    t.true(body.startsWith(sentence), body)
    t.is(body.split('\n').length, 2)
  })
}

async function started(t: ExecutionContext, routes = routeManifest('/cart')) {
  const { folder } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest,
    'routes.yaml': routes,
    'services.yaml': serviceManifest(3001),
  })
  const gateway = await startGateway({
    paths: [folder],
    ...ownPlace(),
    admin: { address: '127.0.0.1', port: 0 },
  })
  t.teardown(() => gateway.close())
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${gateway.admin?.port}${path}`)
    return { status: response.status, body: await response.text() }
  }
}

function names(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name)
}
