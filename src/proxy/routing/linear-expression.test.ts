import test from 'ava'
import { linearExpressionOf } from './linear-expression.ts'
import { processorMs } from '../../testing/processor-ms.ts'

const noEffort = () => ({ steps: 0, ms: 0 })

const matches = test.macro({
  exec: (t, pattern: string, text: string, expected: boolean | 'undecided') => {
    t.is(linearExpressionOf(pattern)(text, noEffort()), expected)
  },
  title: (_, pattern: string, text: string, expected: boolean | 'undecided') =>
    `${pattern} asked about ${JSON.stringify(text.slice(0, 20))} answers ${expected}`,
})

test(matches, '/v[0-9]+/.*', '/v1/x', true)
test(matches, '/v[0-9]+', '/v1/x', false)
test(matches, 'b|ab', 'ab', true)
test(matches, 'v1', 'V1', false)
test(matches, '(?i)v1', 'V1', true)
test(matches, '', '', true)
test(matches, '^/a$', '/a', true)
test(matches, '.*', 'a\nb', false)
test(matches, '(', 'x', 'undecided')
test(matches, '(?=a)a', 'a', 'undecided')
test(matches, '(a+)+$', `${'a'.repeat(200_000)}!`, 'undecided')

test('a pattern that backtracks for ever with RegExp answers at once', (t) => {
  const ms = processorMs(() =>
    t.false(linearExpressionOf('(a+)+$')(`${'a'.repeat(5_000)}!`, noEffort())),
  )
  t.true(ms < 1_000)
})

test('a large program is asked about short texts only', (t) => {
  const large = linearExpressionOf('(.*a.{900}b)|(.*b.{900}a)x')
  t.false(large('c'.repeat(500), noEffort()))
  t.is(large('c'.repeat(2_000), noEffort()), 'undecided')
})

test('what was asked before counts, once it took many steps and long', (t) => {
  const expression = linearExpressionOf('/v[0-9]+')
  t.true(expression('/v1', { steps: 2_000_000, ms: 1 }))
  t.true(expression('/v1', { steps: 1_000, ms: 1_000 }))
  t.is(expression('/v1', { steps: 2_000_000, ms: 1_000 }), 'undecided')
  const effort = noEffort()
  expression('/v1', effort)
  t.true(effort.steps > 0 && effort.ms > 0)
})
