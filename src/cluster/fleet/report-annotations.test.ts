import test from 'ava'
import { reportAnnotations } from './report-annotations.ts'
import { listener, snapshotOfListeners } from '../../testing/cluster/listeners.ts'

const self = { node: 'node-a', addresses: ['192.0.2.1', '2001:db8::1'] }
const bound = { isBound: true } as const

function annotated(names: readonly string[], problems: Readonly<Record<string, string>> = {}) {
  const listeners = names.map((name) => listener(name))
  const report = Object.fromEntries(
    listeners.map(({ name }, at) => {
      const problem = problems[names[at]!]
      return [name, problem === undefined ? bound : { isBound: false as const, problem }]
    }),
  )
  const { annotations, leftOut } = reportAnnotations(self, {
    snapshot: snapshotOfListeners(listeners),
    report,
  })
  const json = (name: string): Record<string, string> => JSON.parse(annotations[name] ?? '')
  return {
    annotations,
    leftOut,
    live: Object.keys(json('rauta.dev/live')),
    notBound: json('rauta.dev/not-bound'),
  }
}

test('a report says where, what is live, and what is not bound', (t) => {
  const { annotations, live, notBound } = annotated(['web/http', 'api/http'], {
    'web/http': 'Port 80 is taken',
  })
  t.is(annotations['rauta.dev/node'], 'node-a')
  t.is(annotations['rauta.dev/addresses'], '192.0.2.1,2001:db8::1')
  t.deepEqual(live, ['ns/api', 'ns/web'])
  t.deepEqual(notBound, { 'gateway/ns/web/listener/http': 'Port 80 is taken' })
})

test('a listener without an answer is not bound', (t) => {
  const snapshot = snapshotOfListeners([listener('web/http')])
  const { annotations } = reportAnnotations(self, { snapshot, report: {} })
  t.deepEqual(JSON.parse(annotations['rauta.dev/not-bound'] ?? ''), {
    'gateway/ns/web/listener/http': 'The listener is not open yet',
  })
})

test('a long problem is cut', (t) => {
  const { notBound } = annotated(['web/http'], { 'web/http': 'x'.repeat(1000) })
  t.is(notBound['gateway/ns/web/listener/http']?.length, 300)
})

test('of too many Gateways those that fit are told, each whole', (t) => {
  const names = Array.from({ length: 3000 }, (_, at) => `web-${String(at).padStart(4, '0')}/http`)
  const problems = Object.fromEntries(names.map((name) => [name, 'ä'.repeat(100)]))
  const { annotations, leftOut, live, notBound } = annotated(names, problems)
  const size = Object.entries(annotations).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
  t.true(size < 230 * 1024 && size > 200 * 1024, String(size))
  t.is(live.length + leftOut.length, 3000)
  t.deepEqual(
    Object.keys(notBound),
    live.map((name) => `gateway/${name}/listener/http`),
  )
  t.is(live[0], 'ns/web-0000')
  t.is(leftOut.at(-1), 'ns/web-2999')
})

test('a few Gateways with hundreds of problems do not crowd out those that have none', (t) => {
  const long = Array.from({ length: 1000 }, (_, at) => `a-${at >> 6}/${'x'.repeat(100)}-${at}`)
  const problems = Object.fromEntries(long.map((name) => [name, 'y'.repeat(300)]))
  const good = Array.from({ length: 500 }, (_, at) => `web-${at}/http`)
  const { live, leftOut } = annotated([...long, ...good], problems)
  t.is(live.filter((name) => name.startsWith('ns/web-')).length, 500)
  t.true(leftOut.length > 0)
  t.deepEqual(live, live.toSorted())
})
