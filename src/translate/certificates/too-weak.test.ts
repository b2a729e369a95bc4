// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto'
import { cryptoProvider, X509CertificateGenerator } from '@peculiar/x509'
import test from 'ava'
import { whyTooWeak } from './too-weak.ts'

cryptoProvider.set(webcrypto)

async function signedBy(
  signer: { readonly name: 'RSA-PSS' | 'RSASSA-PKCS1-v1_5'; readonly hash: string },
  paramEncoding: 'named' | 'explicit' = 'named',
): Promise<X509Certificate> {
  const keys = await webcrypto.subtle.generateKey(
    { ...signer, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  )
  const { publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    paramEncoding,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=a.example',
    issuer: 'CN=authority',
    publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: { ...signer, saltLength: 20 },
  })
  return new X509Certificate(certificate.toString('pem'))
}

for (const name of ['RSA-PSS', 'RSASSA-PKCS1-v1_5'] as const) {
  for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'])
    test(`a signature of ${name} with ${hash} is strong enough`, async (t) => {
      t.is(whyTooWeak(await signedBy({ name, hash })), undefined)
    })
  test(`a signature of ${name} with SHA-1 is too weak`, async (t) => {
    const why = whyTooWeak(await signedBy({ name, hash: 'SHA-1' }))
    t.regex(why ?? '', /^its signature is too weak \((?:rsassaPss|sha1WithRSAEncryption)\)$/)
  })
}

test('a key whose curve is written out is refused', async (t) => {
  const certificate = await signedBy({ name: 'RSA-PSS', hash: 'SHA-256' }, 'explicit')
  t.is(
    whyTooWeak(certificate),
    'its key has explicit curve parameters instead of a named curve (RFC 5480 §2.1.1 forbids them)',
  )
})
