// Which of a GRPCRoute's rules a call meets, from the route as it is written to the endpoint that is
// asked, over real sockets. Where a route may attach is the same for all kinds of HTTP, and has scenarios
// of its own.
import test from 'ava'
import { serviceOf, readsWith, serviceRefTo } from '../../src/testing/translate/route.ts'
import { byPrecedence } from '../../src/translate/rules/precedence.ts'
import { grpcRouteWith, methodOf } from '../../src/testing/translate/grpc-route.ts'
import { createGrpcRouteTranslator } from '../../src/translate/grpc-route/translate-grpc-route.ts'
import {
  grpcAnswerHead,
  grpcBackend,
  grpcSnapshot,
  callOutcomeOf,
  startGrpcGateway,
} from '../../src/testing/proxy/grpc.ts'
import type { Test } from '../../src/testing/proxy/endpoint-side/backends.ts'
import type { GRPCRouteMatch, GRPCRouteRule } from '../../src/resources/gateway-api.ts'

const services = ['v1', 'v2', 'v3']

/** Each call is answered with the name of its backend, or with the status that the gateway gave. */
async function gatewayWith(t: Test, rules: readonly GRPCRouteRule[]) {
  const translate = createGrpcRouteTranslator({ portOffset: 0 })
  const resources = services.map((name) => serviceOf(`shop/${name}`))
  const { matches, order } = translate(grpcRouteWith(rules), readsWith(resources))
  const inOrder = matches
    .map((match) => ({ match, order }))
    .toSorted(byPrecedence)
    .map(({ match }) => match)
  const endpoints = await Promise.all(
    services.map(async (name) => {
      const { endpoint } = await grpcBackend(t, (stream) =>
        stream.respond(
          { ...grpcAnswerHead, 'x-backend': name, 'grpc-status': '0' },
          { endStream: true },
        ),
      )
      return [`service/shop/${name}/80`, [endpoint]] as const
    }),
  )
  const snapshot = grpcSnapshot(Object.fromEntries(endpoints))
  const listeners = snapshot.listeners.map((listener) =>
    Object.assign({}, listener, { hosts: [{ hostname: '', matches: inOrder }] }),
  )
  const { call } = await startGrpcGateway(t, { ...snapshot, listeners })
  return async (path: string, metadata: Readonly<Record<string, string>> = {}) => {
    const { head } = await callOutcomeOf(call({ ':path': path, ...metadata }).end())
    return head['x-backend'] ?? `status ${String(head['grpc-status'])}`
  }
}

const to = (name: string, ...matches: readonly GRPCRouteMatch[]): GRPCRouteRule => ({
  matches,
  backendRefs: [serviceRefTo(name)],
})
const withHeaders = (...pairs: readonly (readonly [string, string])[]): GRPCRouteMatch => ({
  headers: pairs.map(([name, value]) => ({ name, type: 'Exact', value })),
})

test('GRPCExactMethodMatching', async (t) => {
  const ask = await gatewayWith(t, [
    to('v1', methodOf('grpcecho.GrpcEcho', 'Echo')),
    to('v2', methodOf('grpcecho.GrpcEcho', 'EchoTwo')),
  ])
  t.is(await ask('/grpcecho.GrpcEcho/Echo'), 'v1')
  t.is(await ask('/grpcecho.GrpcEcho/EchoTwo'), 'v2')
  t.is(await ask('/grpcecho.GrpcEcho/EchoThree'), 'status 12')
  t.is(await ask('/grpcecho.GrpcEcho/echo'), 'status 12')
})

test('GRPCRouteHeaderMatching', async (t) => {
  const ask = await gatewayWith(t, [
    to('v1', withHeaders(['version', 'one'])),
    to('v2', withHeaders(['version', 'two'])),
    to('v1', withHeaders(['version', 'two'], ['color', 'orange'])),
    to('v1', withHeaders(['color', 'blue']), withHeaders(['color', 'green'])),
    to('v2', withHeaders(['Color', 'red']), withHeaders(['color', 'yellow'])),
  ])
  const table: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ version: 'one' }, 'v1'],
    [{ version: 'two' }, 'v2'],
    [{ version: 'two', color: 'orange' }, 'v1'],
    [{ version: 'two', color: 'blue' }, 'v2'],
    [{ color: 'orange' }, 'status 12'],
    [{ 'some-other-header': 'one' }, 'status 12'],
    [{ color: 'blue' }, 'v1'],
    [{ color: 'red' }, 'v2'],
    [{ color: 'yellow' }, 'v2'],
    [{ color: 'purple' }, 'status 12'],
  ]
  for (const [metadata, answer] of table) t.is(await ask('/any.Service/Any', metadata), answer)
})

test('a rule that names more of the method has the call, whatever the order of the rules', async (t) => {
  const ask = await gatewayWith(t, [
    to('v1', {}),
    to('v2', methodOf('grpcecho.GrpcEcho', '')),
    to('v3', methodOf('grpcecho.GrpcEcho', 'Echo')),
  ])
  t.is(await ask('/grpcecho.GrpcEcho/Echo'), 'v3')
  t.is(await ask('/grpcecho.GrpcEcho/EchoTwo'), 'v2')
  t.is(await ask('/grpcecho.Other/Echo'), 'v1')
})

test('patterns are of whole names, with anchors or without', async (t) => {
  const ask = await gatewayWith(t, [
    to('v1', methodOf('^grpcecho\\.[A-Z].*$', 'Echo(Two)?', 'RegularExpression')),
    to('v2', methodOf('', 'Echo')),
  ])
  t.is(await ask('/grpcecho.GrpcEcho/Echo'), 'v1')
  t.is(await ask('/grpcecho.GrpcEcho/EchoTwo'), 'v1')
  t.is(await ask('/grpcecho.GrpcEcho/EchoThree'), 'status 12')
  t.is(await ask('/other.grpcecho.GrpcEcho/Echo'), 'v2')
})

test('a rule that is refused answers its calls, and none falls through', async (t) => {
  const extension = { group: 'a.b', kind: 'C', name: 'd' }
  const ask = await gatewayWith(t, [
    {
      ...to('v1', methodOf('grpcecho.GrpcEcho', 'Echo')),
      filters: [{ type: 'ExtensionRef', extensionRef: extension }],
    },
    to('v2', {}),
  ])
  t.is(await ask('/grpcecho.GrpcEcho/Echo'), 'status 13')
  t.is(await ask('/grpcecho.GrpcEcho/EchoTwo'), 'v2')
})

test('the share of an invalid backend is UNAVAILABLE', async (t) => {
  const ask = await gatewayWith(t, [{ backendRefs: [serviceRefTo('v1'), serviceRefTo('gone')] }])
  const answers = new Set<unknown>()
  for (let i = 0; i < 100; i += 1) answers.add(await ask('/any.Service/Any'))
  t.deepEqual([...answers].toSorted(), ['status 14', 'v1'])
})
