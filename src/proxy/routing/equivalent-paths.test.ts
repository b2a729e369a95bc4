// RFC 3986 §6.2.2: spellings of one path. From the route as it is written to the rule that is met.
import test from 'ava'
import * as fc from 'fast-check'
import type { PathMatch } from '../../snapshot/routing-snapshot.ts'
import { matchCriteria } from '../../translate/http-route/match-criteria.ts'
import { readTarget } from '../client-side/request-target.ts'
import { exampleMatch, exampleRequest } from '../../testing/proxy/request-examples.ts'
import { MatchSubject } from './match-subject.ts'
import { hostRouterOf } from './host-router.ts'

const paths: readonly PathMatch[] = [
  { type: 'Exact', value: '/admin' },
  { type: 'Exact', value: '/%61dm%69n/%7e%c3%a9' },
  { type: 'Exact', value: '/a.b%2fc' },
  { type: 'RegularExpression', value: '/(?:u|%55)ser%73/[^/]+' },
  { type: 'RegularExpression', value: '/(?:%2e)?x\\|y' },
  { type: 'PathPrefix', value: '/%61dmin/' },
  { type: 'RegularExpression', value: '/[%]6[c-e]ist/[|~]' },
  { type: 'PathPrefix', value: '/users' },
  { type: 'PathPrefix', value: '/' },
]
const matches = paths.map((path, index) => {
  const { criteria, problems } = matchCriteria({ path }, 'match')
  if (!criteria || problems.length > 0) throw new Error(`${path.value} is not served`)
  return exampleMatch({ ...criteria, name: `match ${index}` })
})
const router = hostRouterOf({ hostname: '', matches })

/** The match's name and what the endpoint gets, or the status of a refusal. */
function metBy(raw: string): string {
  const read = readTarget('GET', raw)
  if (read.type === 'refusal') return `${read.status}`
  const met = router.find(new MatchSubject(exampleRequest({ target: read.target })))
  return `${typeof met === 'object' ? met.name : met} ${read.target}`
}

const meets = test.macro({
  exec(t, raw: string, index: number, target: string) {
    t.is(metBy(raw), `match ${index} ${target}`)
  },
  title: (_, raw: string, index: number) =>
    `${raw} meets the rule for ${paths[index]!.type} ${paths[index]!.value}`,
})
test(meets, '/%61dmin', 0, '/admin')
test(meets, '/admi%6e?%61=b', 0, '/admin?%61=b')
test(meets, '/x/%2e%2E/%61dmin', 0, '/admin')
test(meets, '/admin/~%C3%A9', 1, '/admin/~%C3%A9')
test(meets, '/a%2eb%2Fc', 2, '/a.b%2Fc')
test(meets, '/Users/7', 3, '/Users/7')
test(meets, '/x%7cy', 4, '/x%7Cy')
test(meets, '/x|y', 4, '/x%7Cy')
test(meets, '/admi%6E/secret', 5, '/admin/secret')
test(meets, '/%6Cist/~', 6, '/list/~')
test(meets, '/mist/%7c', 6, '/mist/%7C')
test(meets, '/%2561dmin', 8, '/%2561dmin')
test(meets, '/admin%2fsecret', 8, '/admin%2Fsecret')

test('an expression that can’t be brought to the one spelling is refused, and keeps what it was about', (t) => {
  const { criteria, problems } = matchCriteria(
    { path: { type: 'RegularExpression', value: '/%61dm%69+n' } },
    'match',
  )
  t.is(problems.length, 1)
  t.regex(problems[0]!.message, /match\.path\.value: .*it repeats the last digit of %69;/)
  t.deepEqual(criteria?.path, { type: 'RegularExpression', value: '/admi(?s:.*)' })
})

const character = fc.constantFrom(...'adminUsers~.-_7x|[@', '%c3%a9', '%2f', '%25')
const known = ['/admin', '/list/|', '/admin/~%c3%a9', '/users/x', '/Users/', '/a.b%2fc', '/x|y']
const path = fc.oneof(
  fc.constantFrom(...known),
  fc.array(character, { maxLength: 6 }).map((text) => `/${text.join('')}`),
)

test('two spellings of one path never meet different rules, and endpoints get them alike', (t) => {
  const twice = path.chain((one) => fc.tuple(spellingOf(one), spellingOf(one)))
  fc.assert(
    fc.property(twice, ([one, other]) => {
      t.is(metBy(one), metBy(other))
    }),
    { numRuns: 1_000 },
  )
})

/** Each character as it is or encoded, hex digits in either case, dot segments between. */
function spellingOf(one: string): fc.Arbitrary<string> {
  const pieces = one.match(/%..|[^]/g) ?? []
  return fc.tuple(...pieces.map(spellingsOf)).map((spelled) => spelled.join(''))
}

function spellingsOf(piece: string): fc.Arbitrary<string> {
  if (piece === '/') return fc.constantFrom('/', '/./', '/x/../', '/%2e/', '/x/.%2E/')
  if (piece.startsWith('%')) return fc.constantFrom(piece.toUpperCase(), piece.toLowerCase())
  if (!/[\w~.[|-]/.test(piece)) return fc.constant(piece)
  const digits = piece.charCodeAt(0).toString(16)
  return fc.constantFrom(piece, `%${digits}`, `%${digits.toUpperCase()}`)
}
