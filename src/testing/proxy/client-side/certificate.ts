// Certificates as the snapshot holds them, for tests.
import type { Certificate } from '../../../snapshot/routing-snapshot.ts'
import { type KeyPairOptions, makeKeyPair } from '../../key-pair.ts'

/** Default name: `secret/test/` and the first hostname. */
export async function testCertificate(
  hostnames: readonly string[],
  { name = `secret/test/${hostnames[0]}`, ...options }: KeyPairOptions & { name?: string } = {},
): Promise<Certificate> {
  const { certificate, key } = await makeKeyPair(hostnames, options)
  return asCertificate(name, certificate, key)
}

export function asCertificate(name: string, chain: string, key: string): Certificate {
  return Object.freeze({ name, certificateChain: chain, privateKey: { reveal: () => key } })
}
