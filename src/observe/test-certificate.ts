// A certificate and its key, made for a test. First of all: @peculiar/x509 cannot be loaded without it.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509'

export async function selfSigned({
  days,
  hostname = 'shop.test',
}: {
  days: number
  hostname?: string
}) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const nowMs = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${hostname}`,
    notBefore: new Date(nowMs - 60_000),
    notAfter: new Date(nowMs + days * 24 * 60 * 60 * 1000),
    signingAlgorithm: algorithm,
    keys,
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificateChain: certificate.toString('pem'),
    privateKey: PemConverter.encode(key, 'PRIVATE KEY'),
  }
}
