import test from 'ava'
import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { normalEncoding } from '../../snapshot/normal-path.ts'
import { pathPattern } from './path-pattern.ts'

const becomes = test.macro({
  exec(t, written: string, pattern: string) {
    t.deepEqual(pathPattern(written), { pattern })
  },
  title: (_, written, pattern) =>
    written === pattern ? `${written} stays` : `${written} becomes ${pattern}`,
})

test(becomes, '/%61dmin', '/admin')
test(becomes, '/%2e%7E', '/\\.~')
test(becomes, '/(?:a|%41)%64', '/(?:a|A)d')
test(becomes, '/%2[eE]', '/\\.')
test(becomes, '/%[6][1]', '/a')
test(becomes, '/[%]6[12]', '/[ab]')
test(becomes, '/%[46]1dmin', '/[Aa]dmin')
test(becomes, '/%2[d-f]', '/(?:[\\-\\.]|%2F)')
test(becomes, '/%[cC]3%A\\d', '/%C3%A[0123456789]')
test(becomes, '/%6[[:digit:]]b', '/(?:[abcdefghi]|%60)b')
test(becomes, '/%(.*)%.*%.+', '/%(.*)%.*%.+')
test(becomes, '/[a|é]+[\\]]', '/(?:[a|é]|%7C|%C3%A9)+%5D')
test(becomes, '/[^|/]+[a-f]', '/[^|/]+[a-f]')
test(becomes, '/%c3%A9', '/%C3%A9')
test(becomes, '/%2[fF]%5c', '/%2F%5C')
test(becomes, '/\\%61', '/a')
test(becomes, '/\\x2561', '/a')
test(becomes, '/\\Q%61.\\E[%61]', '/a\\.[%61]')
test(becomes, '/a\\|b\\[(?:1\\])+', '/a%7Cb%5B(?:1%5D)+')
test(becomes, '/a\\|?', '/a(?:%7C)?')
test(becomes, '/café+ \\^\\?#', '/caf(?:%C3%A9)+%20%5E%3F%23')
test(becomes, '/\\Q{a}\\E{2}a{b}', '/%7Ba(?:%7D){2}a%7Bb%7D')
test(becomes, '/[é ]\\x{e9}\\x{61}\\x61', '/(?:[é ]|%C3%A9|%20)%C3%A9\\x{61}\\x61')
test(becomes, '/(?P<id>[0-9]+)(?<x>b)(?i:c)', '/(?P<id>[0-9]+)(?<x>b)(?i:c)')
test(becomes, '/%2F+%zz%', '/%2F+%zz%')
test(becomes, '/\\d+\\.\\pL[^/]+', '/\\d+\\.\\pL[^/]+')

test('a pattern that repeats the last digit of an encoding is refused', (t) => {
  for (const repeated of ['*', '+', '?', '{2}', '{1,}', '*?']) {
    t.deepEqual(pathPattern(`/%61${repeated}`), {
      why: 'it repeats the last digit of %61; write the characters themselves',
    })
  }
  t.true('pattern' in pathPattern('/(?:%61)+'))
})

for (const written of ['/%(?:61|41)dmin', '/%6(1|2)', '/(?:%6|%4)1dmin', '/%(6)1', '/a%2'])
  test(`${written} is refused: its encodings are written in pieces`, (t) => {
    t.deepEqual(pathPattern(written), {
      why: 'it splits a percent-encoding; write both digits after the %, or the character itself',
    })
  })

test('any two digits behind a % are met by any character of a path but a slash', (t) => {
  for (const written of ['%..', '%[0-9a-f]{2}', '%\\w{2}', '%[[:xdigit:]][[:xdigit:]]']) {
    const read = pathPattern(written)
    const met = 'pattern' in read ? RE2JS.compile(read.pattern) : undefined
    for (let code = 0; code < 256; code++) {
      const digits = code.toString(16).padStart(2, '0')
      t.true(met?.testExact(normalEncoding(`%${digits}`)), `${written} ${digits}`)
    }
    t.false(met?.testExact('/'))
  }
})

test('an expression that is too large once it is brought to the one spelling is refused', (t) => {
  t.like(pathPattern('%..'.repeat(300)), {
    why: 'it is too large to be evaluated for each request; write a simpler one',
  })
})

test('an expression that quotes a path is met by every spelling of it', (t) => {
  const path = fc.stringMatching(
    /^(?:\/(?:[a-z.~-]|%(?:2[EFef]|[46]1|[cC]3|7[cC])|[[\]|]){1,6}){1,4}$/,
  )
  fc.assert(
    fc.property(path, (written) => {
      const read = pathPattern(RE2JS.quote(written))
      t.true('pattern' in read && RE2JS.compile(read.pattern).testExact(normalEncoding(written)))
    }),
  )
})
