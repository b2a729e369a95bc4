// Key pairs made on the spot for tests: none is ever committed. In a case's input they are asked for by
// placeholders, and in its output they are shown by the same words:
//   tls.crt: <certificate for shop.example.com>
//   tls.key: <key for shop.example.com>
// A word before tells what is special: `<expired certificate for …>`, `<future certificate for …>`.
// First of all: @peculiar/x509 cannot be loaded without it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import { BasicConstraintsExtension, SubjectAlternativeNameExtension } from '@peculiar/x509'
import { cryptoProvider, X509CertificateGenerator } from '@peculiar/x509'

cryptoProvider.set(webcrypto)

export interface TestKeyPair {
  readonly certificate: string
  readonly key: string
}

const lifetimes = {
  '': ['2020-01-01', '2099-01-01'],
  'expired ': ['2020-01-01', '2021-01-01'],
  'future ': ['2098-01-01', '2099-01-01'],
} as const

/** The names may be several, separated by commas. */
export async function makeKeyPair(
  names: string,
  lifetime: keyof typeof lifetimes = '',
): Promise<TestKeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [notBefore, notAfter] = lifetimes[lifetime]
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=test',
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(false),
      new SubjectAlternativeNameExtension(
        names.split(',').map((value) => ({ type: 'dns', value: value.trim() })),
      ),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificate: new NodeCertificate(Buffer.from(certificate.rawData)).toString(),
    key: pem('PRIVATE KEY', pkcs8),
  }
}

/** The text with its placeholders as base64, and the way back for what is printed as JSON. */
export async function withKeyPairs(text: string): Promise<{
  readonly filled: string
  readonly shown: (printed: string) => string
}> {
  const pairs = new Map<string, TestKeyPair>()
  for (const [, lifetime = '', , names = ''] of text.matchAll(placeholder)) {
    const id = lifetime + names
    if (!pairs.has(id)) pairs.set(id, await makeKeyPair(names, lifetime as keyof typeof lifetimes))
  }
  return {
    filled: text.replaceAll(placeholder, (_all, lifetime = '', part, names) => {
      const pair = pairs.get(lifetime + names)
      return Buffer.from(pair?.[part as keyof TestKeyPair] ?? '').toString('base64')
    }),
    shown: (printed) =>
      [...pairs].reduce((so, [id, { certificate }]) => {
        const [, lifetime = '', names = ''] = /^(expired |future )?(.*)$/.exec(id) ?? []
        return so.replaceAll(inJson(certificate), `<${lifetime}certificate for ${names}>`)
      }, printed),
  }
}

const placeholder = /<(expired |future )?(certificate|key) for ([^>]+)>/g

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
