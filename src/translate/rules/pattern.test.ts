import test from 'ava'
import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { asFarAsKnown, whyUnusable } from './pattern.ts'

const usable = ['/a', '/users/[0-9]+', '(?i)/admin(?:/.*)?', '\\pL+', '[a-z]{2,8}', 'a|b', '']
const unusable: readonly (readonly [string, RegExp])[] = [
  ['(', /missing closing \)/],
  ['[a', /missing closing \]/],
  ['a**', /invalid nested repetition/],
  ['(?=a)', /invalid or unsupported Perl syntax/],
  ['(a)\\1', /invalid escape sequence/],
  ['a{1001}', /repetitions|repeat/],
  ['a{500}b{501}', /repetitions add up/],
  ['((a{30}){30}){30}', /repeat/],
  ['a'.repeat(1_025), /1025 characters long; write one of up to 1024/],
  [`(?:${'\\pL?'.repeat(60)}){20}`, /too large/],
]

for (const pattern of usable) {
  test(`${pattern} is a pattern`, (t) => {
    t.is(whyUnusable(pattern), undefined)
  })
}

for (const [pattern, why] of unusable) {
  test(`${pattern.slice(0, 30)} is no pattern, and it is said why`, (t) => {
    t.regex(whyUnusable(pattern) ?? '', why)
  })
}

const known: readonly (readonly [string, string, boolean])[] = [
  ['/secret/(', '/secret/x', true],
  ['/secret/(', '/secrets', false],
  ['^/secret/[', '/secret/', true],
  ['/secret/b*(', '/secret/', true],
  ['/secret/b*(', '/secre', false],
  ['/a.b(', '/axb', true],
  ['/secr%65t(', '/secret', true],
  ['/secret%6(', '/secret', true],
  ['/%c3*(', '/', false],
  ['/café(', '/caf%C3%A9', true],
]

for (const [pattern, path, isMeant] of known) {
  test(`${pattern} is ${isMeant ? '' : 'not '}about ${path}, as far as one can tell`, (t) => {
    const part = asFarAsKnown(pattern)
    t.is(part !== undefined && RE2JS.compile(part).testExact(path), isMeant)
  })
}

for (const pattern of ['(', '.*(', '/(', '', '/a|(', '(?i)/secret(', '^(', '/a*(']) {
  test(`of ${JSON.stringify(pattern)} nothing can be said`, (t) => {
    t.is(asFarAsKnown(pattern), undefined)
  })
}

test('what is known of any text is a pattern that can be used', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
      const part = asFarAsKnown(text)
      if (part !== undefined) t.notThrows(() => RE2JS.compile(part))
    }),
  )
  t.pass()
})

test('any text is a pattern or is not, without an error', (t) => {
  const characters = fc.constantFrom(...'a/()[]{}*+?|^$\\.,019-:<>=!P')
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 40 }), (text) => {
      const why = whyUnusable(text)
      t.true(why === undefined || why.length > 0)
    }),
    { numRuns: 1_000 },
  )
})
