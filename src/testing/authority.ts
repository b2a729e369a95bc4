// Authorities for tests, and certificates that they sign: made on the spot, none is ever committed.
// First of all: @peculiar/x509 cannot be loaded without it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  type Extension,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { TestKeyPair } from './key-pair.ts'

cryptoProvider.set(webcrypto)

export interface TestAuthority {
  /** PEM: what a bundle holds. */
  readonly certificate: string
  /** A certificate and its key. A name with `://` in it stands there as a URI. */
  readonly issue: (
    names: readonly string[],
    its?: Partial<Lifetime> &
      Pick<Weaknesses, 'hash'> & {
        readonly usages?: readonly string[]
        /** Of the key, as OpenSSL calls it: one that Web Crypto does not know. */
        readonly curve?: string
      },
  ) => Promise<TestKeyPair>
  /** One that this one signs; its own certificate follows those that it issues. */
  readonly intermediate: (
    commonName: string,
    its?: Partial<Lifetime> & Weaknesses,
  ) => Promise<TestAuthority>
}

/** What OpenSSL's security level bars. */
interface Weaknesses {
  /** Of the signature on it. */
  readonly hash?: 'SHA-1'
  /** An RSA key of so many bits. */
  readonly bits?: number
}

interface Lifetime {
  readonly notBefore: Date
  readonly notAfter: Date
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
}
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
  return authorityOf({ name, keys, certificate: certificate.toString('pem'), chain: '' })
}

function authorityOf(own: {
  readonly name: string
  readonly keys: webcrypto.CryptoKeyPair
  readonly certificate: string
  /** What follows the certificates that it issues. */
  readonly chain: string
}): TestAuthority {
  const { name, keys, certificate, chain } = own
  const sign = async (subject: {
    readonly name: string
    readonly lifetime: Partial<Lifetime>
    readonly extensions: readonly Extension[]
    readonly hash: Weaknesses['hash']
    readonly publicKey: webcrypto.CryptoKey | Buffer<ArrayBuffer>
  }) => {
    const issued = await X509CertificateGenerator.create({
      subject: subject.name,
      issuer: name,
      publicKey: subject.publicKey,
      signingKey: keys.privateKey,
      ...lifetimeOf(subject.lifetime),
      signingAlgorithm: { ...keys.privateKey.algorithm, hash: subject.hash ?? 'SHA-256' },
      extensions: [...subject.extensions],
    })
    return issued.toString('pem')
  }
  return {
    certificate,
    issue: async (names, { usages = [], hash, curve = 'P-256', ...lifetime } = {}) => {
      const { publicKey, privateKey } = keysOn(curve)
      const issued = await sign({
        name: `CN=${names[0]?.replaceAll(/[^\w.*-]/g, ' ') ?? ''}`,
        lifetime,
        hash,
        publicKey,
        extensions: [
          new BasicConstraintsExtension(false),
          ...(usages.length > 0 ? [new ExtendedKeyUsageExtension([...usages])] : []),
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: typeOf(value), value })),
          ),
        ],
      })
      return { certificate: issued + chain, key: privateKey }
    },
    intermediate: async (commonName, { hash, bits, ...lifetime } = {}) => {
      const its = await webcrypto.subtle.generateKey(
        bits === undefined ? algorithm : { ...rsa, modulusLength: bits },
        true,
        ['sign', 'verify'],
      )
      const issued = await sign({
        name: `CN=${commonName}`,
        lifetime,
        hash,
        publicKey: its.publicKey,
        extensions: [new BasicConstraintsExtension(true)],
      })
      return authorityOf({
        name: `CN=${commonName}`,
        keys: its,
        certificate: issued,
        chain: `\n${issued}${chain}`,
      })
    },
  }
}

function keysOn(namedCurve: string) {
  return generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
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
