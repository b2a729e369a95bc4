import test from 'ava'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { exampleEndpoints } from '../../../testing/proxy/request-examples.ts'
import { TriedEndpoints } from './retry-endpoints.ts'

const [a, b, c] = exampleEndpoints(3) as [Endpoint, Endpoint, Endpoint]

/** Takes the first that is not avoided. */
function next(tried: TriedEndpoints, all: readonly Endpoint[], now: readonly Endpoint[] = []) {
  return tried.choose(new Set(now), (avoided) => {
    const endpoint = all.find((each) => !avoided.has(each))
    return endpoint && { endpoint, release: () => {} }
  })?.endpoint
}

test('each has a turn before one has a second, and none has two in a row', (t) => {
  const tried = new TriedEndpoints()
  const turns = Array.from({ length: 6 }, () => {
    const endpoint = next(tried, [a, b, c])
    if (endpoint) tried.noteReached(endpoint)
    return endpoint
  })
  t.deepEqual(turns.slice(0, 3), [a, b, c])
  t.deepEqual(turns.slice(3), [a, b, c])
})

test('the only one has all turns', (t) => {
  const tried = new TriedEndpoints()
  t.is(next(tried, [a]), a)
  tried.noteReached(a)
  t.is(next(tried, [a]), a)
})

test('one that could not be reached has a turn only where no other is left', (t) => {
  const tried = new TriedEndpoints()
  tried.noteUnreachable(a)
  tried.noteReached(b)
  t.is(next(tried, [a, b]), b)
  t.is(next(tried, [a, b], [b]), a)
  t.is(next(tried, [a, b], [a, b]), undefined)
})

test('where none could be reached each has a turn again', (t) => {
  const tried = new TriedEndpoints()
  tried.noteUnreachable(a)
  tried.noteUnreachable(b)
  t.is(next(tried, [a, b]), a)
  t.is(next(tried, [a, b], [a]), b)
})
