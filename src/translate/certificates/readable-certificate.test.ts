import { X509Certificate } from 'node:crypto'
import test from 'ava'
import { makeAuthority } from '../../testing/authority.ts'
import { makeKeyPair } from '../../testing/key-pair.ts'
import { hasReadableNames, readableCertificate } from './readable-certificate.ts'

const utcTime = 0x17
const objectDescriptor = 0x07

test('a certificate is readable', async (t) => {
  const { certificate } = await makeKeyPair(['shop.example.com'])
  t.is(readableCertificate(certificate)?.subject, 'CN=shop.example.com')
})

for (const [which, place] of [
  ['begin', 0],
  ['end', 1],
] as const) {
  test(`a certificate that ${which}s at no time is none`, async (t) => {
    const { certificate } = await makeKeyPair(['shop.example.com'])
    const der = new X509Certificate(certificate).raw
    // Of random bytes, such as the key's, two may be the same as a time's first.
    const isTime = (at: number) => /^\d{12}Z$/.test(der.toString('latin1', at + 2, at + 15))
    const times = [...der.keys()].filter((at) => der[at] === utcTime && isTime(at))
    der.write('269999999999Z', times[place]! + 2, 'latin1')
    const broken = pemOf(der)
    t.notThrows(() => new X509Certificate(broken))
    t.is(readableCertificate(broken), undefined)
  })
}

test('names of a certificate without alternative ones are readable, unless they are no text', async (t) => {
  const { certificate } = await makeAuthority('odd')
  t.true(hasReadableNames(new X509Certificate(certificate)))
  const der = new X509Certificate(certificate).raw
  // The issuer comes before the subject.
  const at = der.lastIndexOf('odd')
  der[at - 2] = objectDescriptor
  const leaf = new X509Certificate(pemOf(der))
  t.throws(() => leaf.checkHost('other.example.com'))
  t.false(hasReadableNames(leaf))
})

function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
}
