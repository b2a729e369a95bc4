import test from 'ava'
import type { Listener } from '../../resources/gateway-api.ts'
import { conflictsInside } from './conflicts-inside.ts'

function listener(name: string, port: number, protocol: string, hostname?: string): Listener {
  return {
    name,
    port,
    protocol,
    ...(hostname !== undefined && { hostname }),
    allowedRoutes: { namespaces: { from: 'Same' } },
  }
}

test('of listeners with one hostname none wins, however it is written', (t) => {
  const conflicts = conflictsInside([
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
  t.is(conflictsInside([listener('a', 80, 'HTTP'), listener('b', 80, 'HTTP', '')]).size, 2)
})

test('a second protocol on a port puts every listener of the port in conflict', (t) => {
  const conflicts = conflictsInside([
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
