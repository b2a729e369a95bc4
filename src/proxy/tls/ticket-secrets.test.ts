// When sessions of TLS resume no more: what replaces the secret of their tickets, and what does not.
import test from 'ava'
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import { exampleListener } from '../../testing/proxy/request-examples.ts'
import { TicketSecrets, ticketKeysOf } from './ticket-secrets.ts'

const bundle = { name: 'configmap/shop/ca', certificates: 'one' }
const caBundles = { [bundle.name]: bundle }
const clientValidation = { mode: 'AllowValidOnly', caBundles: [bundle.name] } as const
const certificates = ['secret/shop/tls']

const secure = (said: Partial<HttpListener> = {}) =>
  exampleListener({ protocol: 'HTTPS', tls: { certificates, clientValidation }, ...said })

const before = { listeners: [secure(), exampleListener({ port: 8081 })], caBundles }

const replaces = test.macro({
  exec: (t, next: typeof before, isReplaced: boolean) => {
    const secrets = new TicketSecrets()
    secrets.update(before)
    const secret = secrets.current()
    secrets.update(next)
    t.is(secrets.current() !== secret, isReplaced)
  },
  title: (what = '') => what,
})

test('the same again keeps the secret', replaces, { listeners: [secure()], caBundles }, false)
test(
  'another certificate, and another listener, keep it',
  replaces,
  {
    listeners: [
      secure({ tls: { certificates: ['secret/shop/new'], clientValidation } }),
      secure({ port: 8443 }),
    ],
    caBundles: { ...caBundles },
  },
  false,
)
test('a listener that is gone replaces it', replaces, { listeners: [], caBundles }, true)
test(
  'a listener that asks for other clients replaces it',
  replaces,
  { listeners: [secure({ tls: { certificates } })], caBundles },
  true,
)
test(
  'another listener of its Gateway replaces it',
  replaces,
  { listeners: [secure({ gateway: 'gateway/default/other' })], caBundles },
  true,
)
test(
  'an authority that changes replaces it',
  replaces,
  { listeners: [secure()], caBundles: { [bundle.name]: { ...bundle, certificates: 'two' } } },
  true,
)
test('an authority that is gone replaces it', replaces, { ...before, caBundles: {} }, true)

test('a secret lasts twelve hours', (t) => {
  let now = 0
  const secrets = new TicketSecrets(() => now)
  const first = secrets.current()
  now = 12 * 3_600_000 - 1
  t.is(secrets.current(), first)
  now += 1
  const second = secrets.current()
  t.not(second, first)
  t.notDeepEqual(second, first)
  now += 1
  t.is(secrets.current(), second)
})

test('keys are the same for the same secret and sessions, and for no others', (t) => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  t.is(ticketKeysOf(one, 'a').length, 48)
  t.deepEqual(ticketKeysOf(one, 'a'), ticketKeysOf(Buffer.from(one), 'a'))
  t.notDeepEqual(ticketKeysOf(one, 'a'), ticketKeysOf(one, 'b'))
  t.notDeepEqual(ticketKeysOf(one, 'a'), ticketKeysOf(other, 'a'))
})
