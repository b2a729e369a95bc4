// The one maker of certificates for all tests: made on the spot, none is ever committed.
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

cryptoProvider.set(webcrypto)

/** Both PEM, as a Secret of type kubernetes.io/tls has them. */
export interface TestKeyPair {
  readonly certificate: string
  readonly key: string
}

export interface KeyPairOptions {
  /** Default: an hour ago. */
  readonly notBefore?: Date
  /** Default: in a day. */
  readonly notAfter?: Date
  readonly keyType?: keyof typeof algorithms
}

const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

const hourMs = 60 * 60 * 1000

/** A self-signed certificate for these hostnames or addresses, and its key. */
export async function makeKeyPair(
  hostnames: readonly string[],
  {
    notBefore = new Date(Date.now() - hourMs),
    notAfter = new Date(Date.now() + 24 * hourMs),
    keyType = 'ec',
  }: KeyPairOptions = {},
): Promise<TestKeyPair> {
  const algorithm = algorithms[keyType]
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${hostnames[0]}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(false),
      new SubjectAlternativeNameExtension(
        hostnames.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificate: certificate.toString('pem'),
    key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  }
}
