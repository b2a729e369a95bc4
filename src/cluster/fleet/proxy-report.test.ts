import test from 'ava'
import { proxyOfLease } from './proxy-report.ts'

const read = (annotations: Record<string, string>) =>
  proxyOfLease({ metadata: { name: 'rauta-proxy-a', annotations }, spec: { holderIdentity: 'a' } })

test('a report is read from the annotations of a Lease', (t) => {
  const report = read({
    'rauta.dev/node': 'node-a',
    'rauta.dev/addresses': '192.0.2.1,2001:db8::1',
    'rauta.dev/live': '{"ns/web":"0123abcd"}',
    'rauta.dev/not-bound': '{"gateway/ns/web/listener/http":"Port 80 is taken"}',
  })
  t.deepEqual(report, {
    name: 'a',
    node: 'node-a',
    addresses: ['192.0.2.1', '2001:db8::1'],
    live: { 'ns/web': '0123abcd' },
    notBound: { 'gateway/ns/web/listener/http': 'Port 80 is taken' },
  })
})

const nothing = { name: 'a', node: 'a', addresses: [], live: {}, notBound: {} }

for (const [said, annotations] of Object.entries<Record<string, string>>({
  nothing: {},
  'no JSON': { 'rauta.dev/live': '{', 'rauta.dev/not-bound': 'x' },
  'JSON of another shape': { 'rauta.dev/live': '["a"]', 'rauta.dev/not-bound': 'null' },
  'values that are no text': { 'rauta.dev/live': '{"ns/web":1}' },
  'addresses that are none': { 'rauta.dev/addresses': 'localhost,,300.1.1.1' },
}))
  test(`of ${said} nothing is live`, (t) => t.deepEqual(read(annotations), nothing))

test('a Lease without a holder or a spec is read too', (t) => {
  t.is(proxyOfLease({ metadata: { name: 'odd' } }).name, 'odd')
})
