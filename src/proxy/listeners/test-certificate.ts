// Certificates as the snapshot holds them, made on the spot for tests: none is ever committed.
// First of all: @peculiar/x509 cannot be loaded without it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'

cryptoProvider.set(webcrypto)

const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

export interface TestCertificateOptions {
  /** Default: `secret/test/` and the first hostname. */
  readonly name?: string
  readonly keyType?: keyof typeof algorithms
}

/** A self-signed certificate for these hostnames, valid now. */
export async function testCertificate(
  hostnames: readonly string[],
  { name = `secret/test/${hostnames[0]}`, keyType = 'ec' }: TestCertificateOptions = {},
): Promise<Certificate> {
  const algorithm = algorithms[keyType]
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const hour = 60 * 60 * 1000
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${hostnames[0]}`,
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + 24 * hour),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new SubjectAlternativeNameExtension(hostnames.map((value) => ({ type: 'dns', value }))),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return asCertificate(name, certificate.toString('pem'), PemConverter.encode(key, 'PRIVATE KEY'))
}

export function asCertificate(name: string, chain: string, key: string): Certificate {
  return Object.freeze({ name, certificateChain: chain, privateKey: { reveal: () => key } })
}
