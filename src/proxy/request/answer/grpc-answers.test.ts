// What clients of gRPC are told where no endpoint answers them, over the wire.
import { constants } from 'node:http2'
import test from 'ava'
import type { AccessFlag } from '../../../observe/log/access-record.ts'
import type { RoutingSnapshot } from '../../../snapshot/routing-snapshot.ts'
import { deadEndpoint } from '../../../testing/proxy/endpoint-side/backends.ts'
import { grpcAnswer, statusTrailers } from './grpc-answers.ts'
import { localAnswers } from './local-answers.ts'
import { exampleRequest } from '../../../testing/proxy/request-examples.ts'
import { backendRefTo } from '../../../testing/proxy/gateway.ts'
import {
  grpcBackend,
  grpcGateway,
  grpcSnapshot,
  callOutcomeOf,
  startGrpcGateway,
} from '../../../testing/proxy/grpc.ts'

const nowhere = { hostname: 'other.example', hosts: [] }
const withListener = (change: object): RoutingSnapshot => {
  const snapshot = grpcSnapshot({ shop: [] })
  return { ...snapshot, listeners: snapshot.listeners.map((one) => Object.assign({}, one, change)) }
}

const table: readonly (readonly [string, RoutingSnapshot, number, AccessFlag, number])[] = [
  ['no listener has the hostname', withListener(nowhere), 12, 'no-listener', 404],
  ['no rule matches', withListener({ hosts: [] }), 12, 'no-rule', 404],
  ['the rule is refused', grpcSnapshot({}, { refused: 'Not served' }), 13, 'rule-refused', 500],
  ['the rule has no backend', grpcSnapshot({}, { backendRefs: [] }), 14, 'backend-invalid', 500],
  [
    'the backend is invalid',
    grpcSnapshot({}, { backendRefs: [backendRefTo(null)] }),
    14,
    'backend-invalid',
    500,
  ],
  ['there is no endpoint', grpcSnapshot({ shop: [] }), 14, 'no-endpoint', 503],
]

for (const [what, snapshot, grpcStatus, flag, httpStatus] of table) {
  test(`where ${what}, gRPC is told status ${grpcStatus}`, async (t) => {
    const { call, record } = await startGrpcGateway(t, snapshot)
    const { head, isTrailersOnly, body } = await callOutcomeOf(call().end())
    t.like(head, {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(grpcStatus),
    })
    t.regex(String(head['grpc-message']), /^[A-Z].*\.$/)
    t.true(isTrailersOnly)
    t.is(body.length, 0)
    t.like(await record(), { status: 200, grpcStatus, flags: [flag] })
  })

  test(`where ${what}, all others are told ${httpStatus}`, async (t) => {
    const { call, record } = await startGrpcGateway(t, snapshot)
    const types = ['application/json', 'application/grpc-web+proto']
    for (const type of types) {
      const { head } = await callOutcomeOf(call({ 'content-type': type }).end())
      t.is(head[':status'], httpStatus)
      t.is(head['grpc-status'], undefined)
      t.is((await record()).grpcStatus, undefined)
    }
  })
}

test('an endpoint that can’t be reached makes a call UNAVAILABLE', async (t) => {
  const { call, record } = await startGrpcGateway(
    t,
    grpcSnapshot({ shop: [await deadEndpoint(t)] }),
  )
  const { head } = await callOutcomeOf(call().end('abc'))
  t.is(head['grpc-status'], '14')
  t.like(await record(), { grpcStatus: 14, flags: ['connect-failed'] })
})

const resets: readonly (readonly [string, number, string])[] = [
  ['CANCEL', constants.NGHTTP2_CANCEL, '1'],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM, '8'],
  ['INADEQUATE_SECURITY', constants.NGHTTP2_INADEQUATE_SECURITY, '7'],
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR, '13'],
  ['REFUSED_STREAM, again and again', constants.NGHTTP2_REFUSED_STREAM, '14'],
]

for (const [what, code, status] of resets)
  test(`an endpoint that resets with ${what} gives status ${status}`, async (t) => {
    const { call } = await grpcGateway(t, (stream) => stream.close(code))
    const { head, isTrailersOnly } = await callOutcomeOf(call().end('abc'))
    t.is(head['grpc-status'], status)
    t.true(isTrailersOnly)
  })

test('an endpoint that hangs up makes a call UNAVAILABLE', async (t) => {
  const { call } = await grpcGateway(t, (stream) => stream.session?.socket.destroy())
  t.is((await callOutcomeOf(call().end('abc'))).head['grpc-status'], '14')
})

test('an answer of the endpoint that is no gRPC passes as it is', async (t) => {
  const { call, record } = await grpcGateway(t, (stream) => {
    stream.respond({ ':status': 503, 'content-type': 'text/html' })
    stream.end('<p>no</p>')
  })
  const { head, body } = await callOutcomeOf(call().end())
  t.like(head, { ':status': 503, 'content-type': 'text/html', 'grpc-status': undefined })
  t.is(body.toString(), '<p>no</p>')
  t.is((await record()).grpcStatus, undefined)
})

test('a request that is no gRPC goes to the endpoint by HTTP/2 all the same', async (t) => {
  const { endpoint } = await grpcBackend(t, (stream) => {
    stream.respond({ ':status': 200 })
    stream.end('plain')
  })
  const { port } = await startGrpcGateway(t, grpcSnapshot({ shop: [endpoint] }))
  const answer = await fetch(`http://127.0.0.1:${port}/shop.Cart/Get`)
  t.is(await answer.text(), 'plain')
})

test('what only HTTP has a word for stays as it is', (t) => {
  const headers = [['content-type', 'application/grpc']] as const
  const request = exampleRequest({ httpVersion: '2', headers })
  t.is(grpcAnswer(localAnswers.misdirected, request), undefined)
  t.deepEqual(grpcAnswer(localAnswers['gateway-failed'], request)?.headers[1], [
    'grpc-status',
    '13',
  ])
})

test('a message is percent-encoded', (t) => {
  t.deepEqual(statusTrailers(2, '50% of\tü'), [
    ['grpc-status', '2'],
    ['grpc-message', '50%25 of%09%C3%BC'],
  ])
})
