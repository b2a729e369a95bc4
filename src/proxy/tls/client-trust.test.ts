// What is trusted, and what a change takes from connections that are there.
import test from 'ava'
import type { CaBundle, ClientValidation } from '../../snapshot/routing-snapshot.ts'
import { makeAuthority } from '../../testing/authority.ts'
import { clientTrustOf, isAsTrusted } from './client-trust.ts'

const [one, two] = [
  (await makeAuthority('one')).certificate,
  (await makeAuthority('two')).certificate,
]

function trust(
  certificates: string | undefined,
  mode: ClientValidation['mode'] = 'AllowValidOnly',
) {
  if (certificates === undefined) return clientTrustOf(undefined, {})
  const bundle: CaBundle = { name: 'ca', certificates }
  return clientTrustOf({ mode, caBundles: ['ca'] }, { ca: bundle })
}

const lasts = test.macro(
  (
    t,
    then: () => ReturnType<typeof trust>,
    now: () => ReturnType<typeof trust>,
    expected: boolean,
  ) => {
    t.is(isAsTrusted(then(), now()), expected)
  },
)

test(
  'a connection lasts where nothing changed',
  lasts,
  () => trust(one),
  () => trust(one),
  true,
)
test(
  'it lasts where the bundle says the same in another order',
  lasts,
  () => trust(one + two),
  () => trust(two + one),
  true,
)
test(
  'it lasts where an authority was added',
  lasts,
  () => trust(one),
  () => trust(one + two),
  true,
)
test(
  'it lasts where clients are not asked any more',
  lasts,
  () => trust(one),
  () => trust(undefined),
  true,
)
test(
  'it lasts where everybody is let in now',
  lasts,
  () => trust(one),
  () => trust(two, 'AllowInsecureFallback'),
  true,
)
test(
  'it does not where an authority was removed',
  lasts,
  () => trust(one + two),
  () => trust(two),
  false,
)
test(
  'it does not where clients were not asked before',
  lasts,
  () => trust(undefined),
  () => trust(one),
  false,
)
test(
  'it does not where everybody was let in before',
  lasts,
  () => trust(one, 'AllowInsecureFallback'),
  () => trust(one),
  false,
)
test(
  'it does not where the bundle cannot be used now',
  lasts,
  () => trust(one),
  () => trust('nothing'),
  false,
)

test('the same bundles give the same trust, and another one of the same name does not', (t) => {
  const validation = { mode: 'AllowValidOnly', caBundles: ['ca'] } as const
  const ca = { name: 'ca', certificates: one }
  const first = clientTrustOf(validation, { ca })
  t.is(clientTrustOf(validation, { ca, other: { name: 'other', certificates: two } }), first)
  t.not(clientTrustOf(validation, { ca: { name: 'ca', certificates: two } }), first)
})

test('a digest is that of the mode and the anchors', (t) => {
  const digest = (of: ReturnType<typeof trust>) => of.type === 'authorities' && of.digest
  t.is(digest(trust(one + two)), digest(trust(two + one + one)))
  t.not(digest(trust(one)), digest(trust(one + two)))
  t.not(digest(trust(one)), digest(trust(one, 'AllowInsecureFallback')))
})

test('a name of the prototype is no bundle', (t) => {
  const trusted = clientTrustOf({ mode: 'AllowValidOnly', caBundles: ['toString'] }, {})
  t.regex(trusted.type === 'unusable' ? trusted.problem : '', /CA bundle toString has no/)
})

test('names that a handshake has no room for are told before the first client fails', async (t) => {
  const many = await Promise.all(
    Array.from({ length: 300 }, (_, index) => makeAuthority(`${'x'.repeat(220)}${index}`)),
  )
  const text = many.map(({ certificate }) => `${certificate}\n`)
  t.is(trust(text.slice(0, 200).join('')).type, 'authorities')
  const all = trust(text.join(''))
  t.regex(
    all.type === 'unusable' ? all.problem : '',
    /names of the 300 CA certificates for clients take \d+ bytes, .* room for 65535/,
  )
})
