// CORS through the whole pipeline: what is answered by the gateway, and what is added to other answers.
import test from 'ava'
import type { Cors, HttpRule } from '../snapshot/routing-snapshot.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { backendRefTo, snapshotOfRule, startTestGateway } from '../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }

const foo = 'https://www.foo.com'
const cors: Cors = {
  type: 'CORS',
  allowOrigins: [foo],
  allowCredentials: true,
  allowMethods: ['PUT'],
  allowHeaders: ['X-Token'],
  exposeHeaders: ['X-Total'],
  maxAgeSeconds: 60,
}
const preflight = (origin = foo) => ({
  method: 'OPTIONS',
  headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
})
const from = (origin: string, method = 'GET') => ({ method, headers: { Origin: origin } })
const moved = { type: 'RequestRedirect', hostname: 'new.example', statusCode: 302 } as const

/** The backend has CORS headers of its own, and notes what it gets. */
async function gatewayWith(t: Test, rule: Partial<HttpRule>) {
  const got: string[] = []
  const backend = await httpBackend('http1', (request, response) => {
    got.push(`${request.method}`)
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('access-control-max-age', '999')
    response.setHeader('Vary', 'Accept')
    response.end('fine')
  })
  t.teardown(backend.close)
  const gateway = await startTestGateway(t, snapshotOfRule(rule, { shop: [backend.endpoint] }))
  return { gateway, got }
}

for (const [place, rule] of Object.entries({
  rule: { filters: [cors] },
  backendRef: { backendRefs: [backendRefTo('shop', { filters: [cors] })] },
} satisfies Record<string, Partial<HttpRule>>)) {
  test(`${place}: a preflight is answered by the gateway, with no body`, async (t) => {
    const { gateway, got } = await gatewayWith(t, rule)
    const { status, headers, body } = await gateway.fetch(preflight())
    t.is(status, 204)
    t.is(body, '')
    t.like(headers, {
      'access-control-allow-origin': foo,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'X-Token',
      'access-control-expose-headers': 'X-Total',
      'access-control-max-age': '60',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    })
    t.is(headers['content-length'], undefined)
    t.deepEqual(got, [])
    t.like(await gateway.record(), { status: 204, attempts: 0, flags: ['preflight'] })
  })

  test(`${place}: a preflight of another origin is refused, and told nothing`, async (t) => {
    const { gateway, got } = await gatewayWith(t, rule)
    const { status, headers } = await gateway.fetch(preflight('https://evil.example'))
    t.is(status, 403)
    t.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    )
    t.deepEqual(got, [])
    t.like(await gateway.record(), { status: 403, flags: ['preflight-refused'] })
  })

  test(`${place}: an answer has the filter's headers in place of the backend's`, async (t) => {
    const { gateway } = await gatewayWith(t, rule)
    const allowed = await gateway.fetch(from(foo, 'PUT'))
    t.is(allowed.headers['access-control-allow-origin'], foo)
    t.is(allowed.headers['access-control-max-age'], undefined)
    t.is(allowed.headers.vary, 'Accept, Origin')
    for (const options of [from('https://evil.example'), {}]) {
      const other = await gateway.fetch(options)
      t.is(other.status, 200)
      t.is(other.headers['access-control-allow-origin'], undefined)
      t.is(other.headers.vary, 'Accept, Origin')
    }
  })

  test(`${place}: OPTIONS that asks for no method goes to the backend`, async (t) => {
    const { gateway, got } = await gatewayWith(t, rule)
    t.is((await gateway.fetch(from(foo, 'OPTIONS'))).headers['access-control-allow-origin'], foo)
    t.deepEqual(got, ['OPTIONS'])
  })
}

test('a preflight is not redirected, and the redirect of the request can be followed', async (t) => {
  for (const filters of [
    [moved, cors],
    [cors, moved],
  ]) {
    const { gateway } = await gatewayWith(t, { filters, backendRefs: [] })
    t.is((await gateway.fetch(preflight())).status, 204)
    const redirect = await gateway.fetch(from(foo))
    t.is(redirect.status, 302)
    t.is(redirect.headers['access-control-allow-origin'], foo)
  }
})

test('a preflight of a request that a refused rule would answer is an error, too', async (t) => {
  const { gateway, got } = await gatewayWith(t, { refused: 'because', backendRefs: [] })
  t.is((await gateway.fetch(preflight())).status, 500)
  t.like(await gateway.record(), { status: 500, flags: ['rule-refused'] })
  t.deepEqual(got, [])
})

test('a page may see that a request failed', async (t) => {
  const gateway = await startTestGateway(t, snapshotOfRule({ filters: [cors] }, { shop: [] }))
  const allowed = await gateway.fetch(from(foo))
  t.is(allowed.status, 503)
  t.is(allowed.headers['access-control-allow-origin'], foo)
  const other = await gateway.fetch(from('https://evil.example'))
  t.is(other.headers['access-control-allow-origin'], undefined)
})

test('a header filter after it has the last word, one before it has not', async (t) => {
  const modifier = {
    type: 'ResponseHeaderModifier',
    set: [{ name: 'Access-Control-Allow-Origin', value: 'https://set.example' }],
    add: [],
    remove: [],
  } as const
  const originWith = async (filters: HttpRule['filters']) => {
    const { gateway } = await gatewayWith(t, { filters })
    return (await gateway.fetch(from(foo))).headers['access-control-allow-origin']
  }
  t.is(await originWith([cors, modifier]), 'https://set.example')
  t.is(await originWith([modifier, cors]), foo)
})

test('what the request filters make of Origin changes nothing', async (t) => {
  const modifier = {
    type: 'RequestHeaderModifier',
    set: [{ name: 'Origin', value: 'https://inner.example' }],
    add: [],
    remove: [],
  } as const
  const { gateway } = await gatewayWith(t, { filters: [modifier, cors] })
  t.is((await gateway.fetch(from(foo))).headers['access-control-allow-origin'], foo)
})
