import test from 'ava'
import { matchesSelector, mistakeIn, spokenSelector } from './label-selector.ts'

type Selector = NonNullable<Parameters<typeof matchesSelector>[0]>

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

test('without a selector nothing is selected', (t) => t.false(matchesSelector(undefined, labels)))

// Each would let in a namespace without labels if only its operator were looked at.
const malformed: readonly (readonly [Selector, RegExp])[] = [
  [one('a/b/c', 'DoesNotExist'), /^matchExpressions\[0\]\.key: "a\/b\/c" is not a label key; use /],
  [one('', 'DoesNotExist'), /^matchExpressions\[0\]\.key: "" is not a label key/],
  [one('Example.com/env', 'NotIn', ['a']), /^matchExpressions\[0\]\.key: "Example\.com\/env" is/],
  [one('a'.repeat(64), 'DoesNotExist'), /^matchExpressions\[0\]\.key: /],
  [one('env', 'NotIn', ['a b']), /^matchExpressions\[0\]\.values\[0\]: "a b" is not a label value/],
  [one('env', 'NotIn', ['a', '-b']), /^matchExpressions\[0\]\.values\[1\]: "-b"/],
  [one('env', 'NotIn', ['a'.repeat(64)]), /^matchExpressions\[0\]\.values\[0\]: /],
  [
    one('env', 'NotIn', []),
    /^matchExpressions\[0\]\.values: NotIn needs at least one value; add one$/,
  ],
  [one('env', 'In', []), /^matchExpressions\[0\]\.values: In needs at least one value; add one$/],
  [
    one('env', 'DoesNotExist', ['a']),
    /^matchExpressions\[0\]\.values: DoesNotExist takes no values/,
  ],
  [
    one('env', 'notin', ['a']),
    /\.operator: "notin" is not an operator; use In, NotIn, Exists, Does/,
  ],
  [one('env', 'toString', ['a']), /\.operator: "toString" is not an operator/],
  [{ matchLabels: { 'a b': '' } }, /^matchLabels: "a b" is not a label key/],
  [{ matchLabels: { env: 'a/b' } }, /^matchLabels: "a\/b" is not a label value/],
  [{ matchLabels: {}, ...one('a/', 'DoesNotExist') }, /^matchExpressions\[0\]\.key: "a\/" is not/],
]

for (const [selector, said] of malformed)
  test(`a malformed selector matches nothing, and its mistake has a path: ${JSON.stringify(selector)}`, (t) => {
    t.false(matchesSelector(selector, {}))
    t.false(matchesSelector(selector, selector.matchLabels ?? { other: 'a' }))
    t.regex(mistakeIn(selector) ?? '', said)
    t.is(spokenSelector(selector), undefined)
  })

test('a well-formed selector has no mistake', (t) => {
  t.is(mistakeIn({}), undefined)
  t.is(mistakeIn({ matchLabels: { ...labels, 'example.com/tier': '' } }), undefined)
})

test('a selector can be said in words', (t) => {
  t.is(
    spokenSelector({ matchLabels: { env: 'prod' }, ...one('team', 'In', ['a', 'b']) }),
    'labels env=prod, team In (a, b)',
  )
})

test('of a long selector the beginning is said', (t) => {
  const values = Array.from({ length: 1000 }, (_, index) => `tenant-${index}`)
  const words = spokenSelector(one('tenant', 'In', values)) ?? ''
  t.is(words.length, 300)
  t.regex(words, /^labels tenant In \(tenant-0, .*…$/)
})
