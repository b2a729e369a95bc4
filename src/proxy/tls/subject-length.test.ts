// First of all: it loads what @peculiar/x509 cannot do without.
import { makeAuthority } from '../../testing/authority.ts'
import { X509Certificate } from 'node:crypto'
import { X509Certificate as Parsed } from '@peculiar/x509'
import test from 'ava'
import { makeKeyPair } from '../../testing/key-pair.ts'
import { subjectLength } from './subject-length.ts'

test('the subject is as long as another parser has it, whatever its length takes to say', async (t) => {
  for (const name of ['a', 'x'.repeat(150), 'y'.repeat(1000)]) {
    const { certificate } = await makeAuthority(name)
    const expected = new Parsed(certificate).subjectName.toArrayBuffer().byteLength
    t.is(subjectLength(new X509Certificate(certificate).raw), expected)
  }
})

test('the issuer is not the subject', async (t) => {
  const authority = await makeAuthority('an authority')
  const { certificate } = await authority.issue(['a'])
  const { certificate: alone } = await makeKeyPair(['a'], { keyType: 'rsa' })
  for (const pem of [certificate, alone])
    t.is(subjectLength(new X509Certificate(pem).raw), 'CN=a'.length + 10)
})
