import test from 'ava'
import * as fc from 'fast-check'
import { hostnameIndexOf } from './hostname-index.ts'
import { processorMs } from '../../testing/processor-ms.ts'

const hostnames = [
  '',
  '*.com',
  '*.example.com',
  'example.com',
  '*.foo.example.com',
  'a.example.com',
]
const index = hostnameIndexOf(hostnames.map((hostname) => ({ hostname })))

function visited(hostname: string): readonly string[] {
  const seen: string[] = []
  index.find(hostname, (item): undefined => {
    seen.push(item.hostname)
  })
  return seen
}

const order = test.macro({
  exec: (t, hostname: string, expected: readonly string[]) => {
    t.deepEqual(visited(hostname), expected)
  },
  title: (_, hostname) => `what fits "${hostname}" comes from the most specific to the least`,
})

test(order, 'a.example.com', ['a.example.com', '*.example.com', '*.com', ''])
test(order, 'example.com', ['example.com', '*.com', ''])
test(order, 'x.foo.example.com', ['*.foo.example.com', '*.example.com', '*.com', ''])
test(order, 'foo.example.com', ['*.example.com', '*.com', ''])
test(order, 'com', [''])
test(order, '.example.com', ['*.com', ''])
test(order, '[2001:db8::1]', [''])
test(order, '', [''])

test('the first that gives an answer ends the search', (t) => {
  t.is(
    index.find('a.example.com', ({ hostname }) => (hostname === '*.com' ? 'here' : undefined)),
    'here',
  )
})

test('of two with one hostname the first counts', (t) => {
  const two = hostnameIndexOf([
    { hostname: '*.a', place: 1 },
    { hostname: '*.a', place: 2 },
  ])
  t.is(
    two.find('x.a', ({ place }) => place),
    1,
  )
})

test('a client’s endless hostname is looked up at once', (t) => {
  const ms = processorMs(() => {
    for (let round = 0; round < 100; round++) visited('a.'.repeat(30_000))
  })
  t.true(ms < 1_000)
})

const label = fc.constantFrom('a', 'b', 'c')
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const pattern = fc.oneof(
  name,
  name.map((rest) => `*.${rest}`),
  fc.constant(''),
)

test('the order is that of the spec for any hostnames', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern), name, (patterns, hostname) => {
      const seen: string[] = []
      hostnameIndexOf(patterns.map((each) => ({ hostname: each }))).find(
        hostname,
        (item): undefined => {
          seen.push(item.hostname)
        },
      )
      t.deepEqual(seen, fitting(patterns, hostname))
    }),
  )
})

/** As the spec says it, with no index. */
function fitting(patterns: readonly string[], hostname: string): readonly string[] {
  const rank = (each: string) => {
    if (each === '') return 0
    return each.startsWith('*') ? each.split('.').length : 100
  }
  return patterns
    .filter(
      (each) =>
        each === '' ||
        each === hostname ||
        (each.startsWith('*.') && hostname.endsWith(each.slice(1))),
    )
    .toSorted((a, b) => rank(b) - rank(a))
}
