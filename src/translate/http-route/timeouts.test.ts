import test from 'ava'
import { translatedWith } from '../../testing/translate/route.ts'

test('timeouts are milliseconds, and a rule without them has no limit', (t) => {
  const { matches } = translatedWith([
    { timeouts: { request: '10s', backendRequest: '1s500ms' } },
    {},
  ])
  t.deepEqual(matches[0]?.rule.timeouts, { requestMs: 10_000, backendRequestMs: 1_500 })
  t.deepEqual(matches[1]?.rule.timeouts, {})
})

test('a timeout of zero is said to be no limit, which none at all is not', (t) => {
  const { matches } = translatedWith([{ timeouts: { request: '0s', backendRequest: '0ms' } }])
  t.deepEqual(matches[0]?.rule.timeouts, { requestMs: 0, backendRequestMs: 0 })
})

test("a timeout longer than Node's timers can wait is the longest that they can", (t) => {
  const { matches } = translatedWith([{ timeouts: { request: '99999h' } }])
  t.deepEqual(matches[0]?.rule.timeouts, { requestMs: 2_147_483_647 })
})

test('a timeout that is no duration refuses the rule', (t) => {
  const { matches, conditions } = translatedWith([{ timeouts: { backendRequest: 'soon' } }])
  const message = /^spec\.rules\[0\]\.timeouts\.backendRequest: "soon" is not a duration/
  t.regex(matches[0]?.rule.refused ?? '', message)
  t.regex(conditions.accepted?.message ?? '', message)
})
