// Authorities for tests, and certificates that they sign: made on the spot, none is ever committed.
// First of all: @peculiar/x509 cannot be loaded without it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { TestKeyPair } from './test-key-pair.ts'

cryptoProvider.set(webcrypto)

export interface TestAuthority {
  /** PEM: what a bundle holds. */
  readonly certificate: string
  /** A certificate and its key. A name with `://` in it stands there as a URI. */
  readonly issue: (names: readonly string[], lifetime?: Partial<Lifetime>) => Promise<TestKeyPair>
}

interface Lifetime {
  readonly notBefore: Date
  readonly notAfter: Date
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const hourMs = 60 * 60 * 1000

/** A self-signed certificate of a CA. By default valid since an hour, for a day. */
export async function makeAuthority(
  commonName: string,
  lifetime: Partial<Lifetime> = {},
): Promise<TestAuthority> {
  const name = `CN=${commonName}`
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    ...lifetimeOf(lifetime),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new BasicConstraintsExtension(true)],
  })

  const issue: TestAuthority['issue'] = async (names, its = {}) => {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const issued = await X509CertificateGenerator.create({
      subject: `CN=${names[0]?.replaceAll(/[^\w.*-]/g, ' ') ?? ''}`,
      issuer: name,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      ...lifetimeOf(its),
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false),
        new SubjectAlternativeNameExtension(names.map((value) => ({ type: typeOf(value), value }))),
      ],
    })
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey)
    return { certificate: issued.toString('pem'), key: PemConverter.encode(pkcs8, 'PRIVATE KEY') }
  }
  return { certificate: certificate.toString('pem'), issue }
}

function lifetimeOf({
  notBefore = new Date(Date.now() - hourMs),
  notAfter = new Date(Date.now() + 24 * hourMs),
}: Partial<Lifetime>): Lifetime {
  return { notBefore, notAfter }
}

function typeOf(name: string): 'url' | 'ip' | 'dns' {
  if (name.includes('://')) return 'url'
  return isIP(name) ? 'ip' : 'dns'
}
