// Key pairs made on the spot for tests: none is ever committed. In a case's input they are asked for by
// placeholders, and in its output they are shown by the same words:
//   tls.crt: <certificate for shop.example.com>
//   tls.key: <key for shop.example.com>
// A word before tells what is special: `<expired certificate for …>`, `<future certificate for …>`. What
// stands in a ConfigMap is no base64: `ca.crt: <authority NAME>`.
import { X509Certificate } from 'node:crypto'
import { makeAuthority } from '../authority.ts'
import { makeKeyPair, type TestKeyPair } from '../key-pair.ts'

const lifetimes = {
  '': ['2020-01-01', '2099-01-01'],
  'expired ': ['2020-01-01', '2021-01-01'],
  'future ': ['2098-01-01', '2099-01-01'],
} as const

/** The text with its placeholders filled, and the way back for what is printed as JSON. */
export async function withKeyPairs(text: string): Promise<{
  readonly filled: string
  readonly shown: (printed: string) => string
}> {
  const pairs = new Map<string, TestKeyPair>()
  for (const [, lifetime = '', , names = ''] of text.matchAll(placeholder)) {
    const id = lifetime + names
    if (!pairs.has(id)) pairs.set(id, await pairFor(names, lifetime as keyof typeof lifetimes))
  }
  const authorities = new Map<string, string>()
  for (const [placed, lifetime = '', name = ''] of text.matchAll(authorityPlaceholder)) {
    const [notBefore, notAfter] = lifetimes[lifetime as keyof typeof lifetimes]
    const { certificate } = await makeAuthority(name, {
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
    })
    if (!authorities.has(placed))
      authorities.set(placed, new X509Certificate(certificate).toString())
  }
  const withPairs = (printed: string) =>
    [...pairs].reduce((so, [id, { certificate }]) => {
      const [, lifetime = '', names = ''] = /^(expired |future )?(.*)$/.exec(id) ?? []
      return so.replaceAll(inJson(certificate), `<${lifetime}certificate for ${names}>`)
    }, printed)
  const withAuthorities = (printed: string) =>
    [...authorities].reduce(
      (so, [placed, certificate]) => so.replaceAll(inJson(certificate), placed),
      printed,
    )
  const placeAuthorities = (so: string) =>
    so.replaceAll(authorityPlaceholder, (placed) => JSON.stringify(authorities.get(placed)))
  const placePairs = (so: string) =>
    so.replaceAll(placeholder, (_all, lifetime = '', part, names) => {
      const pair = pairs.get(lifetime + names)
      return Buffer.from(pair?.[part as keyof TestKeyPair] ?? '').toString('base64')
    })
  return {
    filled: placePairs(placeAuthorities(text)),
    shown: (printed) => withPairs(withAuthorities(printed)),
  }
}

const authorityPlaceholder = /<(expired |future )?authority ([^>]+)>/g
const placeholder = /<(expired |future )?(certificate|key) for ([^>]+)>/g

/** The names may be several, separated by commas. The chain is as Node spells it in the snapshot. */
async function pairFor(names: string, lifetime: keyof typeof lifetimes): Promise<TestKeyPair> {
  const [notBefore, notAfter] = lifetimes[lifetime]
  const { certificate, key } = await makeKeyPair(
    names.split(',').map((name) => name.trim()),
    { notBefore: new Date(notBefore), notAfter: new Date(notAfter) },
  )
  return { certificate: new X509Certificate(certificate).toString(), key }
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
