import test from 'ava'
import type { GatewayListener } from '../../resources/gateway-api.ts'
import { conflictsInside } from './conflicts-inside.ts'

function listener(
  name: string,
  port: number,
  protocol: string,
  hostname?: string,
): GatewayListener {
  return {
    name,
    port,
    protocol,
    ...(hostname !== undefined && { hostname }),
    allowedRoutes: { namespaces: { from: 'Same' } },
  }
}

function conflictsAmong(listeners: readonly GatewayListener[]) {
  return conflictsInside([...listeners.entries()])
}

test('of listeners with one hostname none wins, however it is written', (t) => {
  const conflicts = conflictsAmong([
    listener('a', 80, 'HTTP', 'shop.example.com'),
    listener('b', 80, 'HTTP', 'Shop.Example.com'),
    listener('c', 80, 'HTTP', 'blog.example.com'),
  ])
  t.deepEqual([...conflicts.keys()], [0, 1])
  t.is(conflicts.get(0)?.reason, 'HostnameConflict')
  t.regex(
    conflicts.get(0)?.message ?? '',
    /^spec\.listeners\[0\]\.hostname: .*spec\.listeners\[1\] "b"/,
  )
})

test('an absent hostname and an empty one are the same', (t) => {
  t.is(conflictsAmong([listener('a', 80, 'HTTP'), listener('b', 80, 'HTTP', '')]).size, 2)
})

test('a second protocol on a port puts every listener of the port in conflict', (t) => {
  const conflicts = conflictsAmong([
    listener('a', 443, 'HTTPS', 'a.example.com'),
    listener('b', 443, 'HTTPS', 'b.example.com'),
    listener('c', 443, 'HTTP', 'c.example.com'),
    listener('d', 80, 'HTTP'),
  ])
  t.deepEqual(
    [...conflicts].map(([index, { reason }]) => `${index} ${reason}`),
    ['0 ProtocolConflict', '1 ProtocolConflict', '2 ProtocolConflict'],
  )
})

test('TCP has its port alone', (t) => {
  const conflicts = conflictsAmong([
    listener('a', 80, 'HTTP'),
    listener('b', 80, 'TCP'),
    listener('c', 5432, 'TCP'),
    listener('d', 9000, 'TCP'),
    listener('e', 9000, 'TCP'),
  ])
  t.deepEqual(
    [...conflicts].map(([index, { reason }]) => `${index} ${reason}`),
    ['0 ProtocolConflict', '1 ProtocolConflict', '3 ProtocolConflict', '4 ProtocolConflict'],
  )
})

test('who has a port for the same protocol is told so, and not that it has another', (t) => {
  for (const protocol of ['TCP', 'UDP']) {
    const conflicts = conflictsAmong([listener('a', 53, protocol), listener('b', 53, protocol)])
    t.regex(
      conflicts.get(0)?.message ?? '',
      new RegExp(
        `^spec\\.listeners\\[0\\]\\.port: .* also claims port 53 for protocol ${protocol};`,
      ),
    )
  }
  const mixed = conflictsAmong([
    listener('a', 80, 'TCP'),
    listener('b', 80, 'TCP'),
    listener('c', 80, 'HTTP'),
  ])
  for (const { message } of mixed.values()) t.regex(message, /protocol: .* with another protocol;/)
})

test('UDP is beside whatever has the same port by TCP', (t) => {
  for (const protocol of ['TCP', 'HTTP', 'TLS'])
    t.is(conflictsAmong([listener('a', 53, protocol), listener('b', 53, 'UDP')]).size, 0)
  t.is(conflictsAmong([listener('a', 53, 'UDP'), listener('b', 53, 'UDP')]).size, 2)
})

test('HTTPS and TLS share a port by their hostnames', (t) => {
  const others = [listener('a', 443, 'HTTPS', 'a.test'), listener('b', 443, 'TLS', 'b.test')]
  t.is(conflictsAmong(others).size, 0)
  t.deepEqual([...conflictsAmong([...others, listener('c', 443, 'TLS', 'a.test')]).keys()], [0, 2])
})
