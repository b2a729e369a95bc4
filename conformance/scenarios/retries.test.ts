// When a request is sent again (httproute_types.go, HTTPRouteRetry). The backend fails as often as the
// query asks it to, by a status or by a closed connection, and then answers. The suite of v1.6 has no test
// for HTTPRouteRetryBackendTimeout and HTTPRouteRetryConnectionError: these are what proves them.
import { gateway, prefix, route, to, type WrittenRule } from './objects.ts'
import { get, isFine, scenario } from './scenario.ts'
import { serviceOf, sliceOf } from './world.ts'

const rule = (
  path: string,
  retry: NonNullable<WrittenRule['retry']>,
  more: WrittenRule = {},
): WrittenRule => ({
  matches: [prefix(`/retry/${path}`)],
  retry: { backoff: '10ms', ...retry },
  backendRefs: [to('one')],
  ...more,
})

/** A uuid of its own each, so that none begins where another ended. */
let uuids = 0
function failing(path: string, succeedAfter: number, how = ''): string {
  uuids += 1
  return `http://a.example/retry/${path}?uuid=${uuids}&succeedAfter=${succeedAfter}${how}`
}
const with503 = '&responseCode=503'

scenario({
  name: 'HTTPRouteRetryCodes',
  says: 'answers with the codes of the rule are tried again as often as it says, others are not',
  objects: [
    gateway(),
    route({
      rules: [
        rule('three', { codes: [500], attempts: 3 }),
        rule('all', { codes: [500, 502, 503, 504], attempts: 2 }),
        rule('default', { codes: [503] }),
        rule('zero', { codes: [503], attempts: 0 }),
        rule('slow', { codes: [503], attempts: 2, backoff: '200ms' }),
        rule(
          'bounded',
          { codes: [503], attempts: 9, backoff: '10s' },
          { timeouts: { request: '300ms' } },
        ),
        rule('h2c', { codes: [503], attempts: 2 }, { backendRefs: [to('h2c')] }),
        { matches: [prefix('/retry/none')], backendRefs: [to('one')] },
      ],
    }),
  ],
  requests: [
    get(failing('three', 3, '&responseCode=500'), 'infra/one'),
    get(failing('three', 4, '&responseCode=500'), 500),
    get(failing('three', 1, with503), 503),
    ...[500, 502, 503, 504].flatMap((code) => [
      get(failing('all', 2, `&responseCode=${code}`), 'infra/one'),
      get(failing('all', 3, `&responseCode=${code}`), code),
    ]),
    get(failing('all', 2, with503), 'infra/one', { method: 'POST', body: 'kept' }),
    get(failing('all', 1, with503), 503, { method: 'POST', body: 'x'.repeat(100_000) }),
    get(failing('all', 2, with503), 'infra/one', { protocol: 'h2' }),
    get(failing('default', 1, with503), 'infra/one'),
    get(failing('default', 2, with503), 503),
    get(failing('zero', 1, with503), 503),
    get(failing('zero', 1), 502),
    get(failing('slow', 2, with503), { status: 200, longerThanMs: 590 }),
    get(failing('bounded', 9, with503), { status: 504, longerThanMs: 290, shorterThanMs: 5000 }),
    get(failing('h2c', 2, with503), 'infra/h2c'),
    get(failing('none', 1, with503), 503),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteRetryBackendTimeout',
  says: 'a try that takes longer than backendRequest is given up, and the next one counts anew',
  objects: [
    gateway(),
    route({
      rules: [
        rule('late', { attempts: 2 }, { timeouts: { backendRequest: '200ms' } }),
        rule('cut', { attempts: 9 }, { timeouts: { request: '500ms', backendRequest: '200ms' } }),
      ],
    }),
  ],
  requests: [
    get(failing('late', 1, '&responseCode=200&delayRetry=10s'), {
      status: 200,
      backend: 'infra/one',
      longerThanMs: 205,
      shorterThanMs: 5000,
    }),
    get(failing('late', 2, '&delayRetry=10s'), { status: 200, longerThanMs: 410 }),
    // It may have been acted on.
    get(failing('late', 1, '&delayRetry=10s'), 504, { method: 'POST', body: 'kept' }),
    get(failing('late', 3, '&delayRetry=10s'), {
      status: 504,
      longerThanMs: 610,
      shorterThanMs: 5000,
    }),
    get(failing('cut', 99, '&delayRetry=10s'), {
      status: 504,
      longerThanMs: 490,
      shorterThanMs: 5000,
    }),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteRetryConnectionError',
  says: 'a connection that is closed before the answer, or can not be made, is tried again',
  objects: (world) => [
    gateway(),
    serviceOf('infra', 'half'),
    // Nobody listens on port 1.
    sliceOf({ namespace: 'infra', service: 'half' }, [1]),
    sliceOf({ namespace: 'infra', service: 'half', name: 'half-2' }, [world.portOf('infra/one')]),
    serviceOf('infra', 'gone'),
    sliceOf({ namespace: 'infra', service: 'gone' }, [1]),
    route({
      rules: [
        rule('cut', { attempts: 2 }),
        rule('half', { attempts: 1 }, { backendRefs: [to('half')] }),
        rule('gone', { attempts: 2, backoff: '100ms' }, { backendRefs: [to('gone')] }),
      ],
    }),
  ],
  requests: [
    get(failing('cut', 2), 'infra/one'),
    get(failing('cut', 1), 502, { method: 'POST', body: 'kept' }),
    get(failing('cut', 1), 502, { method: 'POST' }),
    // No connection, so that nothing was acted on.
    get(failing('half', 0), 'infra/one', { times: 5, method: 'POST', body: 'kept' }),
    get(failing('half', 0), 'infra/one', { times: 10 }),
    get(failing('gone', 0), { status: 502, longerThanMs: 290 }),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})
