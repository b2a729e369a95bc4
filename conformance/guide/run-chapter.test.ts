// The runner itself: a wrong answer must not pass, and must be found by its message. An echo backend
// takes the gateway's place.
import test, { type ExecutionContext } from 'ava'
import { startEchoBackend } from '../../src/echo/echo-backend.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import { checkRequestCases, type ExpectedAnswer } from '../../src/testing/requests/request-case.ts'
import { runRequests } from './run-chapter.ts'

async function echoReach(t: ExecutionContext): Promise<Reach> {
  const identity = { namespace: 'shop', service: 'cart', pod: 'cart-1' }
  const backend = await startEchoBackend({ ...identity, address: '127.0.0.1', port: 0 })
  t.teardown(() => backend.close())
  return {
    addressOf: () => ({ host: '127.0.0.1', port: backend.port }),
    listenerPortOf: (port) => (port === 10_080 ? 80 : port),
    receivedBy: () => 0,
  }
}

const right: readonly (readonly [string, ExpectedAnswer])[] = [
  ['/', { status: 200, backend: 'shop/cart', host: 'a.example', method: 'GET' }],
  ['/a//b?c', { path: '/a//b?c', proto: 'HTTP/1.1', requestHeaders: { 'X-None': null } }],
  ['/status/404', { status: 404, headers: { location: null } }],
  ['/?delay=30ms', { longerThanMs: 29 }],
]

for (const [path, expect] of right) {
  test(`a right answer passes: ${path} ${JSON.stringify(expect)}`, async (t) => {
    const url = `http://a.example${path}`
    await t.notThrowsAsync(runRequests([{ what: 'fact', url, expect }], await echoReach(t)))
  })
}

const wrong: readonly (readonly [ExpectedAnswer, RegExp])[] = [
  [{ status: 404 }, /status is 200, expected 404/],
  [{ backend: 'shop/car' }, /answered by shop\/cart-1, expected shop\/car/],
  [{ backend: 'other/cart' }, /answered by shop\/cart-1/],
  [{ path: '/other' }, /as path is "\/", expected "\/other"/],
  [{ host: 'b.example' }, /as host is "a.example"/],
  [{ headers: { 'content-type': 'text/plain' } }, /header content-type is "application\/json"/],
  [{ headers: { 'content-type': null } }, /expected null/],
  [{ requestHeaders: { 'x-one': '1' } }, /header x-one at the backend is null, expected "1"/],
  [{ refused: true }, /answered, expected a refusal/],
  [{ mirrored: { 'shop/audit': 100 } }, /0 of 1 copied to shop\/audit, expected 100 %/],
  [{ shares: { 'shop/cart': 0 } }, /1 of 1 answered by shop\/cart, expected 0 %/],
  [{ bodyHas: 'elephant' }, /the body has no "elephant"/],
  [{ longerThanMs: 60_000 }, /expected 60000 at least/],
  [{ shorterThanMs: 0 }, /expected 0 at most/],
]

for (const [expect, message] of wrong) {
  test(`a wrong one fails with its request: ${JSON.stringify(expect)}`, async (t) => {
    const request = { what: 'The fact', url: 'http://a.example/', expect }
    const error = await t.throwsAsync(runRequests([request], await echoReach(t)))
    t.regex(error.message, message)
    t.regex(error.message, /^The fact \(http:\/\/a\.example\/\)/)
  })
}

test('a port in a Location is compared as the listener’s own', async (t) => {
  const headers = { 'x-echo-set-header': 'location:http://b.example:10080/x' }
  const expect = { headers: { location: 'http://b.example/x' } }
  const request = { what: 'fact', url: 'http://a.example/', headers, expect }
  await t.notThrowsAsync(runRequests([request], await echoReach(t)))
})

test('a request that nobody answers fails, and is what `refused` means', async (t) => {
  const nowhere = { ...(await echoReach(t)), addressOf: () => ({ host: '127.0.0.1', port: 1 }) }
  const request = { what: 'fact', url: 'http://a.example/' }
  await t.throwsAsync(runRequests([{ ...request, expect: { status: 200 } }], nowhere), {
    message: /no answer: connect ECONNREFUSED/,
  })
  await t.notThrowsAsync(runRequests([{ ...request, expect: { refused: true } }], nowhere))
})

test('a key in requests.yaml that nothing looks at is refused', (t) => {
  const entry = { what: 'fact', url: 'http://a.example/', expect: { status: 200 } }
  t.notThrows(() => checkRequestCases([entry], 'requests.yaml'))
  t.throws(() => checkRequestCases([{ ...entry, header: {} }], 'requests.yaml'), {
    message: 'requests.yaml: unknown header',
  })
  t.throws(() => checkRequestCases([{ ...entry, expect: { code: 1 } }], 'requests.yaml'), {
    message: 'requests.yaml: fact: expect: unknown code',
  })
})
