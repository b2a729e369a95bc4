import test from 'ava'
import { parseGoTestEvent } from './go-test-events.ts'
import { createTally } from './tally.ts'

const event = (action: string, name?: string, rest: object = {}) =>
  parseGoTestEvent(
    JSON.stringify({
      Time: '2026-11-23T16:00:00.000000001Z',
      Action: action,
      ...(name && { Test: name }),
      ...rest,
    }),
  )!

const suite = 'TestConformance'

test('a test counts when it ends, with all that its parts wrote', (t) => {
  const tally = createTally(['A', 'B'])
  t.is(tally.take(event('run', suite)), undefined)
  tally.take(event('run', `${suite}/A`))
  t.deepEqual(tally.running(), ['A'])
  tally.take(event('output', `${suite}/A/part`, { Output: '    a.go:1: wrong\n' }))
  t.is(tally.take(event('fail', `${suite}/A/part`)), undefined)
  const ended = tally.take(event('fail', `${suite}/A`, { Time: '2026-11-23T16:00:01.5Z' }))
  t.like(ended, { name: 'A', outcome: 'failed', seconds: 1.5, reasons: ['wrong'] })
  t.deepEqual(tally.left(), ['B'])
  t.deepEqual(tally.running(), [])
})

test('a test that waits for its turn beside others is not running', (t) => {
  const tally = createTally(['A'])
  tally.take(event('run', `${suite}/A`))
  tally.take(event('pause', `${suite}/A`))
  t.deepEqual(tally.running(), [])
  tally.take(event('cont', `${suite}/A`))
  t.deepEqual(tally.running(), ['A'])
})

test('a skipped test is nothing when it was not planned, and a result when it was', (t) => {
  const tally = createTally(['A'])
  t.is(tally.take(event('skip', `${suite}/MeshBasic`)), undefined)
  t.is(tally.take(event('skip', `${suite}/A`))?.outcome, 'skipped')
  t.is(tally.results().length, 1)
})

test('what is written outside of tests is the suite’s', (t) => {
  const tally = createTally([])
  tally.take(event('output', suite, { Output: 'Test Setup: base manifests\n' }))
  tally.take(event('output', undefined, { Output: 'panic: at once\n' }))
  t.is(tally.suiteOutput(), 'Test Setup: base manifests\npanic: at once\n')
})

test('a line that is no event is none', (t) => {
  t.is(parseGoTestEvent('WARNING: not JSON'), undefined)
})
