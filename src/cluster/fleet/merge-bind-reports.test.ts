import test from 'ava'
import { gatewayDigests } from './gateway-digests.ts'
import { mergeBindReports } from './merge-bind-reports.ts'
import { listener, snapshotOfListeners } from '../../testing/cluster/listeners.ts'

const http = 'gateway/ns/web/listener/http'
const api = 'gateway/ns/api/listener/http'
const snapshot = snapshotOfListeners([listener('web/http'), listener('api/http')])
const live = Object.fromEntries(gatewayDigests(snapshot))
const bound = { isBound: true } as const
const report = { [http]: bound, [api]: bound }

interface Other {
  readonly node: string
  readonly name?: string
  readonly live?: Record<string, string>
  readonly notBound?: Record<string, string>
}

const merged = (others: readonly Other[], own = {}) =>
  mergeBindReports(
    { node: 'node-a', snapshot, report: { ...report, ...own } },
    others.map((other) => ({ name: other.node, addresses: [], live, notBound: {}, ...other })),
  )

const says = test.macro(
  (t, others: readonly Other[], problem: string | undefined, own?: object) => {
    t.deepEqual(merged(others, own), {
      [http]: problem === undefined ? bound : { isBound: false, problem },
      [api]: bound,
    })
  },
)

const taken = { [http]: 'Port 80 is taken' }
const behind = { 'ns/api': live['ns/api']! }

test('a proxy alone: what it says', says, [], undefined)
test('all nodes bound it: bound', says, [{ node: 'node-b' }, { node: 'node-c' }], undefined)
test('this node did not', says, [{ node: 'node-b' }], 'on node node-a: Port 80 is taken', {
  [http]: { isBound: false, problem: 'Port 80 is taken' },
})
test(
  'another node did not',
  says,
  [{ node: 'node-b', notBound: taken }],
  'on node node-b: Port 80 is taken',
)
test(
  'a node that never heard of the Gateway',
  says,
  [{ node: 'node-b', live: behind }],
  'node node-b does not have this configuration yet',
)
test(
  'a node with other listeners of the Gateway, whatever it says of them',
  says,
  [{ node: 'node-b', live: { ...live, 'ns/web': '00000000' }, notBound: taken }],
  'node node-b does not have this configuration yet',
)
test(
  'nodes are told in the order of their names',
  says,
  [
    { node: 'node-c', live: behind },
    { node: 'node-b', notBound: taken },
  ],
  'on node node-b: Port 80 is taken; node node-c does not have this configuration yet',
)
test(
  'two proxies on a node that say the same',
  says,
  [
    { node: 'node-b', name: 'b-1', live: behind },
    { node: 'node-b', name: 'b-2', live: behind },
  ],
  'node node-b does not have this configuration yet',
)
test(
  'of many nodes five are named',
  says,
  ['1', '2', '3', '4', '5', '6', '7'].map((node) => ({ node, notBound: { [http]: 'No' } })),
  'on node 1: No; on node 2: No; on node 3: No; on node 4: No; on node 5: No; and 2 more',
)

test('a listener that this process has not answered for is not answered for', (t) => {
  t.deepEqual(mergeBindReports({ node: 'node-a', snapshot, report: { [api]: bound } }, []), {
    [api]: bound,
  })
})

test('a name of JavaScript is a name', (t) => {
  const odd = snapshotOfListeners([listener('constructor/http')])
  const name = 'gateway/ns/constructor/listener/http'
  const other = { name: 'b', node: 'node-b', addresses: [], live: {}, notBound: {} }
  const result = mergeBindReports({ node: 'node-a', snapshot: odd, report: { [name]: bound } }, [
    other,
  ])
  t.false(result[name]?.isBound)
})
