import test from 'ava'
import {
  hidden,
  isSecretName,
  shownJson,
  shownTarget,
  shownValue,
  withoutSecrets,
} from './hide-secrets.ts'

const body = 'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49'
const key = (kind: string) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`
const base64 = (text: string) => Buffer.from(text).toString('base64')
const certificate = key('CERTIFICATE')

for (const kind of [
  'PRIVATE KEY',
  'EC PRIVATE KEY',
  'RSA PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'OPENSSH PRIVATE KEY',
  'PGP PRIVATE KEY BLOCK',
])
  test(`a PEM ${kind} is not shown, as it is, in JSON, in base64 or cut short`, (t) => {
    for (const text of [
      key(kind),
      JSON.stringify(key(kind)),
      base64(key(kind)),
      key(kind).slice(0, 60),
    ])
      t.false(withoutSecrets(`a ${text} b`).includes(body.slice(0, 20)), text)
    t.is(
      withoutSecrets(`${certificate}\n${key(kind)}\n${certificate}`),
      `${certificate}\n${hidden}\n${certificate}`,
    )
  })

for (const text of [
  'Bearer abc.def-123',
  'Basic dXNlcjpwYXNzd29yZA==',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl',
  'ghp_0123456789abcdef0123',
  'https://user:hunter2@shop.example/',
])
  test(`the text "${text}" is not shown`, (t) => {
    const shown = withoutSecrets(`x "${text}" y`)
    t.true(shown.includes(hidden))
    t.notRegex(shown, /abc\.def|dXNl|c2ln|0123|hunter2/)
  })

for (const text of [
  certificate,
  base64(certificate),
  'a bearer of news, and Basic words',
  'spec.rules[0].filters[0]: header "Authorization" is set twice',
  'https://shop.example:8443/a@b',
])
  test(`the text "${text.slice(0, 60)}" is shown as it is`, (t) => t.is(withoutSecrets(text), text))

for (const name of [
  'Authorization',
  'proxy-authorization',
  'Cookie',
  'set-cookie',
  'X-Api-Key',
  'apikey',
  'x-auth-token',
  'X-Auth',
  'access_token',
  'client_secret',
  'PHPSESSID_session',
  'password',
  'key',
  'sig',
])
  test(`the value of "${name}" is not shown`, (t) => {
    t.is(shownValue(name, 'a'), hidden)
    t.is(shownJson([{ name, value: 'a' }]), `[{"name":"${name}","value":"${hidden}"}]`)
    t.is(shownTarget(`/a?x=1&${name}=a=b&y`), `/a?x=1&${name}=${hidden}&y`)
  })

test('other names are no secrets', (t) => {
  for (const name of [
    'host',
    'x-preview',
    'authority',
    'x-forwarded-for',
    'lang',
    'keyboard',
    'monkey',
  ])
    t.false(isSecretName(name), name)
})
