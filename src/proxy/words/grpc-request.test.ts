import test from 'ava'
import { grpcTimeoutMs, isGrpc, isGrpcRequest } from './grpc-request.ts'
import { exampleRequest } from '../../testing/proxy/request-examples.ts'

const ofType = (type: string) => [['Content-Type', type]] as const

for (const type of [
  'application/grpc',
  'application/grpc+proto',
  'Application/GRPC+json',
  'application/grpc; charset=utf-8',
  'application/grpc;a=b',
])
  test(`${type} is gRPC`, (t) => t.true(isGrpc(ofType(type))))

for (const type of ['application/grpc-web', 'application/grpc-web+proto', 'application/grpcx', ''])
  test(`'${type}' is no gRPC`, (t) => t.false(isGrpc(ofType(type))))

test('by HTTP/1.1 no request is one of gRPC', (t) => {
  const headers = ofType('application/grpc')
  t.true(isGrpcRequest(exampleRequest({ httpVersion: '2', headers })))
  t.false(isGrpcRequest(exampleRequest({ httpVersion: '1.1', headers })))
})

const timeouts: readonly (readonly [string, number | undefined])[] = [
  ['1H', 3_600_000],
  ['2M', 120_000],
  ['3S', 3_000],
  ['4m', 4],
  ['5000u', 5],
  ['1u', 1],
  ['1500000n', 2],
  ['0S', 1],
  ['99999999H', 99_999_999 * 3_600_000],
  ['123456789m', undefined],
  ['1', undefined],
  ['S', undefined],
  ['-1S', undefined],
  ['1.5S', undefined],
  ['1s', undefined],
  ['1S ', undefined],
  ['', undefined],
]

for (const [value, ms] of timeouts)
  test(`grpc-timeout: '${value}' is ${ms === undefined ? 'no limit' : `${ms} ms`}`, (t) =>
    t.is(grpcTimeoutMs([['grpc-timeout', value]]), ms))

test('without grpc-timeout there is no limit, nor with two', (t) => {
  t.is(grpcTimeoutMs([]), undefined)
  t.is(
    grpcTimeoutMs([
      ['grpc-timeout', '1S'],
      ['grpc-timeout', '2S'],
    ]),
    undefined,
  )
})
