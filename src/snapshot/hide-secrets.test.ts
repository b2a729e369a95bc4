import test from 'ava'
import {
  hidden,
  isSecretName,
  shownJson,
  shownTarget,
  shownValue,
  withoutSecrets,
} from './hide-secrets.ts'
import { processorMs } from '../testing/processor-ms.ts'

const body = 'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49'
const pem = (kind: string, text: string) =>
  `-----BEGIN ${kind}-----\n${text}\n-----END ${kind}-----`
const key = (kind: string) => pem(kind, body)
const base64 = (text: string) => Buffer.from(text).toString('base64')
const certificate = pem(
  'CERTIFICATE',
  'MIIBdjCCAR2gAwIBAgIUQ0nDYoTf6mZ4nZ8mK1mC3o8Z1o8wCgYIKoZIzj0EAwIw',
)

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

const der = {
  'PKCS #8': 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0IZ4vXbG9sHcX2sS',
  'PKCS #1': 'MIIEpAIBAAKCAQEAsIvTWS2rI4IEZJblDwOJgsFV1MKRmwOlchDcy29nh6JKFn0e',
  'SEC 1': body,
  Ed25519: 'MC4CAQAwBQYDK2VwBCIEIGAOPmfVLFB6gm2aStupEvX7Us7x1vgwoQsUXLm4XaAB',
  'PKCS #5': 'MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQILapRsQ41rtcCAggA',
  'PKCS #12': 'MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEH',
  OpenSSH: 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz',
}
for (const [format, text] of Object.entries(der))
  test(`a key in ${format} without a header is not shown`, (t) => {
    t.is(withoutSecrets(`a ${text}\n${text} b`), `a ${hidden} b`)
  })

for (const [how, text] of Object.entries({
  'that is PuTTY’s': `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${body}\nPrivate-MAC: ${body}`,
  'that is SSH2’s': key('X').replaceAll('-----', '----').replaceAll('X', ' SSH2 PRIVATE KEY '),
  'whose beginning is cut off': key('PRIVATE KEY').slice(20),
  'on one line': key('PRIVATE KEY').replaceAll('\n', ' '),
  'with line ends of Windows': key('EC PRIVATE KEY').replaceAll('\n', '\r\n'),
  'in a URL': encodeURIComponent(key('PRIVATE KEY')),
  'in base64 of base64': base64(base64(key('PRIVATE KEY'))),
  'in base64 with line breaks': base64(key('PRIVATE KEY')).replace(/.{40}/g, '$&\n'),
}))
  test(`a key ${how} is not shown`, (t) => {
    const shown = withoutSecrets(`{"a":"${text}","b":1}`)
    t.true(shown.endsWith(',"b":1}'))
    for (const encoded of [body, encodeURIComponent(body)])
      t.false(shown.includes(encoded.slice(30, 60)), shown)
    t.notRegex(shown, /TFMw.{60}|LS0t.{60}/)
  })

for (const text of [
  'basic aHVudGVyMjpodW50ZXIy',
  'https://hunter2@shop.example/',
  'postgres://a:hunter2/hunter2@shop.example/a',
  'redis://:hunter2@shop.example:1',
  'a:hunter2@shop.example',
  'https://shop.example/?a=1&access_token=hunter2',
  'password=hunter2 user=a',
  'password: hunter2',
  'X-Api-Key: hunter2',
  'Cookie: a=hunter2; b=hunter2',
  '{"client_secret":"hunter2"}',
  '{\\"password\\" : \\"hunter2\\"}',
  '[{"name":"X-Auth-Token","value":"hunter2"}]',
  'next=%2F%3Ftoken%3Dhunter2',
  'AKIAIOSFODNNHUNTER2',
  'AIzaSyhunter2hunter2hunter2',
  'https://hooks.slack.com/services/T000/B000/hunter2',
  'eyJhbGciOiJkaXIifQ..hunter2.hunter2.hunter2',
])
  test(`no secret is shown of ${text}`, (t) => {
    const shown = withoutSecrets(text)
    t.true(shown.includes('[redacted]'))
    t.notRegex(shown, /hunter2|aHVudGVyMj/i)
  })

test('what a client sends is judged in little time, however it is made', (t) => {
  const parts = [
    'eyJ-',
    'eyJaaaaaa.',
    '://a:',
    'Bearer+',
    'token=',
    'token[',
    '%41',
    'MCAA',
    'LS0t',
    'a:',
  ]
  for (const part of [
    ...parts,
    '-----BEGIN ',
    '-----END PRIVATE KEY',
    'authorization: ',
    '\\n',
    '"',
  ]) {
    const text = part.repeat(60_000 / part.length)
    const ms = processorMs(() => {
      withoutSecrets(text)
      shownTarget(`/?${text}`)
    })
    t.true(ms < 250, part)
  }
})

for (const text of [
  certificate,
  'spec.rules[0].backendRefs[0]: there is no Secret shop/token; make it, or correct the name',
  'f.yaml:4: ConfigMap default/a: data.password: expected a string, found 5',
  'a.yaml:1: Secret shop/a: data.token: expected base64, found [redacted]',
  'kind: Secret, name: tls',
  '/api/v1/orders/550e8400-e29b-41d4-a716-446655440000/items?page=2',
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
  'X-Pass',
  'passphrase',
  'X-Pin',
  'sid',
  'connect.sid',
  'PHPSESSID',
  'X-Csrf',
  'X-Hmac',
  'X-Key1',
  'X-Api-Key-2',
  'apiKeyV2',
  'keys[]',
  'X-Authentication',
  'X-Auth0',
  'assertion',
  'SAMLResponse',
  'ticket',
  'X-Cred',
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
    'keyword',
    'assess',
    'passenger',
    'x-compass',
    'pinned',
    'author',
    'monkey',
  ])
    t.false(isSecretName(name), name)
})
