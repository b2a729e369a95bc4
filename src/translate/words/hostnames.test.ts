import test from 'ava'
import * as fc from 'fast-check'
import { bySpecificity, hostnamesWithin, includesHostname, intersectionOf } from './hostnames.ts'

const label = fc.constantFrom('a', 'b', 'xa', 'c')
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const hostname = fc.oneof(
  fc.constant(''),
  name,
  name.map((rest) => `*.${rest}`),
)

/** What a hostname stands for, said another way than in the code. */
function stands(pattern: string, exact: string): boolean {
  if (pattern === '') return true
  if (!pattern.startsWith('*.')) return pattern === exact
  const suffix = pattern.split('.').slice(1)
  const labels = exact.split('.')
  return (
    labels.length > suffix.length && labels.slice(-suffix.length).join('.') === suffix.join('.')
  )
}

test('a wildcard stands for several labels and never for the bare domain', (t) => {
  t.true(includesHostname('*.example.com', 'a.example.com'))
  t.true(includesHostname('*.example.com', 'a.b.example.com'))
  t.true(includesHostname('*.example.com', '*.b.example.com'))
  t.false(includesHostname('*.example.com', 'example.com'))
  t.false(includesHostname('*.example.com', 'aexample.com'))
  t.false(includesHostname('*.example.com', '*.com'))
  t.false(includesHostname('*.example.com', ''))
})

test('a name is in an intersection exactly when both hostnames stand for it', (t) => {
  fc.assert(
    fc.property(hostname, hostname, name, (a, b, exact) => {
      const both = intersectionOf(a, b)
      const isInBoth = stands(a, exact) && stands(b, exact)
      return isInBoth === (both !== undefined && stands(both, exact))
    }),
    { numRuns: 2000 },
  )
  t.pass()
})

test('an intersection does not depend on the order and is one of the two', (t) => {
  fc.assert(
    fc.property(hostname, hostname, (a, b) => {
      const both = intersectionOf(a, b)
      return both === intersectionOf(b, a) && (both === undefined || both === a || both === b)
    }),
  )
  t.pass()
})

test('the first hostname of the list that stands for a name is the most specific one', (t) => {
  fc.assert(
    fc.property(fc.array(hostname), name, (hostnames, exact) => {
      const matching = hostnames.toSorted(bySpecificity).filter((one) => stands(one, exact))
      return matching.every((wider) => includesHostname(wider, matching[0] ?? ''))
    }),
    { numRuns: 1000 },
  )
  t.pass()
})

test('the order of hostnames is total', (t) => {
  fc.assert(
    fc.property(fc.array(hostname), (hostnames) => {
      const sorted = hostnames.toSorted(bySpecificity)
      const again = hostnames.toReversed().toSorted(bySpecificity)
      return sorted.join() === again.join()
    }),
  )
  t.pass()
})

const hostnamesOf = test.macro({
  exec: (t, listener: string, route: readonly string[] | undefined, expected: readonly string[]) =>
    t.deepEqual(
      hostnamesWithin(listener, route).map((within) => `${within.hostname} of ${within.ofRoute}`),
      expected,
    ),
  title: (_, listener, route, expected) =>
    `within "${listener}" a route of [${route}] has [${expected}]`,
})

test(hostnamesOf, '', undefined, [' of '])
test(hostnamesOf, '*.example.com', [], ['*.example.com of '])
test(hostnamesOf, '', ['*.b.com', 'a.org'], ['a.org of a.org', '*.b.com of *.b.com'])
test(hostnamesOf, 'a.b.com', ['*.b.com', '*.com', 'a.b.com'], ['a.b.com of a.b.com'])
test(hostnamesOf, '*.a.b.com', ['*.com', '*.b.com'], ['*.a.b.com of *.b.com'])
test(hostnamesOf, '*.b.com', ['A.B.com', 'b.com', 'a.org'], ['a.b.com of a.b.com'])
test(hostnamesOf, 'example.com', ['*.example.com'], [])
