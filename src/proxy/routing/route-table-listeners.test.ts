import test from 'ava'
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import type { Connection } from '../words/exchange.ts'
import {
  exampleConnection,
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRequest,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { routeTableOf } from './route-table.ts'

/** `LISTENER HOST MATCH`, or how the search ended and where. */
function found(
  listeners: readonly HttpListener[],
  hostname: string,
  at: { readonly target?: string; readonly connection?: Partial<Connection> } = {},
): string {
  const result = routeTableOf(exampleSnapshot({ listeners })).find(
    exampleConnection(at.connection),
    exampleRequest({ hostname, target: at.target ?? '/' }),
  )
  if (result.type === 'match') {
    return `${result.listener.name} ${result.host.hostname} ${result.match.name}`
  }
  return 'listener' in result ? `${result.type} ${result.listener.name}` : result.type
}

function listener(name: string, hostname: string, said: Partial<HttpListener> = {}): HttpListener {
  return exampleListener({ name, hostname, hosts: [exampleHost(hostname)], ...said })
}

const isolated = [
  listener('any', ''),
  listener('wild', '*.example.com'),
  listener('wilder', '*.foo.example.com'),
  listener('exact', 'abc.foo.example.com'),
]

const belongs = test.macro({
  exec: (t, hostname: string, expected: string) => {
    t.is(found(isolated, hostname).split(' ')[0], expected)
  },
  title: (_, hostname, expected) => `a request for ${hostname} belongs to the listener ${expected}`,
})

test(belongs, 'bar.com', 'any')
test(belongs, 'example.com', 'any')
test(belongs, 'bar.example.com', 'wild')
test(belongs, 'foo.example.com', 'wild')
test(belongs, 'bar.foo.example.com', 'wilder')
test(belongs, 'abc.foo.example.com', 'exact')

test('the routes of a less specific listener are not asked', (t) => {
  const listeners = [
    listener('any', ''),
    listener('exact', 'a.example.com', {
      hosts: [
        exampleHost(
          'a.example.com',
          exampleMatch({ name: 'm', path: { type: 'Exact', value: '/a' } }),
        ),
      ],
    }),
  ]
  t.is(found(listeners, 'a.example.com', { target: '/a' }), 'exact a.example.com m')
  t.is(found(listeners, 'a.example.com', { target: '/b' }), 'no-rule exact')
})

test('within a listener the next host is asked where no rule of the more specific one fits', (t) => {
  const only = (name: string, path: string) =>
    exampleMatch({ name, path: { type: 'Exact', value: path } })
  const one = exampleListener({
    name: 'l',
    hosts: [
      exampleHost('a.b.c', only('exact', '/exact')),
      exampleHost('*.b.c', only('wild', '/wild')),
      exampleHost('*.c', only('wilder', '/wild'), only('wilder', '/wilder')),
      exampleHost('', only('any', '/any')),
    ],
  })
  t.is(found([one], 'a.b.c', { target: '/exact' }), 'l a.b.c exact')
  t.is(found([one], 'a.b.c', { target: '/wild' }), 'l *.b.c wild')
  t.is(found([one], 'a.b.c', { target: '/wilder' }), 'l *.c wilder')
  t.is(found([one], 'a.b.c', { target: '/any' }), 'l  any')
  t.is(found([one], 'a.b.c', { target: '/none' }), 'no-rule l')
  t.is(found([one], 'x.b.c', { target: '/exact' }), 'no-rule l')
})

test('a listener of another socket, or of another protocol, is not asked', (t) => {
  const elsewhere = [
    listener('port', '', { port: 9 }),
    listener('address', '', { address: '127.0.0.2' }),
    listener('tls', '', { protocol: 'HTTPS' }),
  ]
  t.is(found(elsewhere, 'example.com'), 'no-listener')
})

test('a hostname that no listener has finds none', (t) => {
  t.is(found([listener('a', 'a.example.com')], 'b.example.com'), 'no-listener')
})

const tls = (name: string, gateway = 'g') => ({
  connection: { tls: { serverName: '', gateway, listener: name } },
})
const secure = (name: string, hostname: string, gateway = 'g') =>
  listener(name, hostname, { protocol: 'HTTPS', gateway })

test('a request is misdirected where another listener is more specific than the one of its TLS connection', (t) => {
  const listeners = [secure('wild', '*.example.com'), secure('foo', 'foo.example.com')]
  t.is(found(listeners, 'foo.example.com', tls('wild')), 'misdirected foo')
  t.is(found(listeners, 'foo.example.com', tls('foo')), 'foo foo.example.com foo.example.com')
  t.is(found(listeners, 'bar.example.com', tls('wild')), 'wild *.example.com *.example.com')
})

test('a request is misdirected where its listener does not fit and another does', (t) => {
  const listeners = [secure('foo', 'foo.example.com'), secure('bar', 'bar.example.com')]
  t.is(found(listeners, 'bar.example.com', tls('foo')), 'misdirected bar')
})

test('a request that no listener fits is not misdirected', (t) => {
  t.is(found([secure('foo', 'foo.example.com')], 'bar.example.com', tls('foo')), 'no-listener')
})

test('a request is misdirected where the more specific listener is another Gateway’s', (t) => {
  const listeners = [secure('wild', '*.example.com'), secure('foo', 'foo.example.com', 'other')]
  t.is(found(listeners, 'foo.example.com', tls('wild')), 'misdirected foo')
})

test('a connection whose listener is gone is misdirected to the one that took its place', (t) => {
  t.is(found([secure('new', '')], 'foo.example.com', tls('old')), 'misdirected new')
})

test('a request is misdirected where its connection’s client is not trusted any more', (t) => {
  for (const isOutdated of [false, true]) {
    const { connection } = tls('any')
    const answer = found([secure('any', '')], 'foo.example.com', {
      connection: { tls: { ...connection.tls, isOutdated: () => isOutdated } },
    })
    t.is(answer, isOutdated ? 'misdirected any' : 'any  ')
  }
})
