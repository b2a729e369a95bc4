import test from 'ava'
import { matchesSelector, mistakeIn, spokenSelector } from './label-selector.ts'

type Selector = Parameters<typeof matchesSelector>[0]

const labels = { env: 'prod', team: 'shop' }

const matching = test.macro({
  exec: (t, _words: string, selector: Selector, expected: boolean) =>
    t.is(matchesSelector(selector, labels), expected),
  title: (_, words: string) => words,
})

const one = (key: string, operator: string, values?: readonly string[]): Selector => ({
  matchExpressions: [values ? { key, operator, values } : { key, operator }],
})

test(matching, 'an empty selector matches everything', {}, true)
test(matching, 'every label must be there', { matchLabels: labels }, true)
test(matching, 'one label that differs is enough', { matchLabels: { ...labels, env: 'x' } }, false)
test(matching, 'In holds for one of the values', one('env', 'In', ['test', 'prod']), true)
test(matching, 'In fails where there is no label', one('tier', 'In', ['gold']), false)
test(matching, 'NotIn fails for one of the values', one('env', 'NotIn', ['prod']), false)
test(matching, 'NotIn holds where there is no label', one('tier', 'NotIn', ['gold']), true)
test(matching, 'Exists asks for the label alone', one('env', 'Exists'), true)
test(matching, 'DoesNotExist fails where the label is', one('env', 'DoesNotExist'), false)
test(matching, 'a name that every object inherits is no label', one('toString', 'Exists'), false)
test(matching, 'an operator that is unknown matches nothing', one('env', 'Gt', ['1']), false)

test('a malformed requirement is named with its path', (t) => {
  t.is(
    mistakeIn(one('env', 'Gt', ['1'])),
    'matchExpressions[0].operator: Gt is not one of In, NotIn, Exists, DoesNotExist',
  )
  t.is(mistakeIn(one('env', 'In', [])), 'matchExpressions[0].values: In needs at least one')
  t.is(mistakeIn(one('env', 'Exists', ['a'])), 'matchExpressions[0].values: Exists takes none')
  t.is(mistakeIn({ matchLabels: labels }), undefined)
})

test('a selector can be said in words', (t) => {
  t.is(
    spokenSelector({ matchLabels: { env: 'prod' }, ...one('team', 'In', ['a', 'b']) }),
    'labels env=prod, team In (a, b)',
  )
})

test('of a long selector the beginning is said', (t) => {
  const values = Array.from({ length: 1000 }, (_, index) => `tenant-${index}`)
  const words = spokenSelector(one('tenant', 'In', values))
  t.is(words.length, 300)
  t.regex(words, /^labels tenant In \(tenant-0, .*…$/)
})
