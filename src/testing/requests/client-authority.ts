// Authorities that sign the certificates of clients, made on the spot: their keys are never committed. A
// manifest and a request that mean the same ConfigMap get the same authority.
import type { TestKeyPair } from '../key-pair.ts'
import { makeAuthority, type TestAuthority } from '../authority.ts'

const authorities = new Map<string, Promise<TestAuthority>>()

/** `configMap` is `NAMESPACE/NAME`, be there one or not. */
export function clientAuthority(configMap: string): Promise<TestAuthority> {
  const known = authorities.get(configMap) ?? makeAuthority(`authority ${configMap}`)
  authorities.set(configMap, known)
  return known
}

export async function clientCertificateBy(configMap: string): Promise<TestKeyPair> {
  return (await clientAuthority(configMap)).issue(['client'])
}

/** With the certificate of the authority where listeners look for it. */
export async function authorityManifest(configMap: string): Promise<string> {
  const [namespace, name] = configMap.split('/')
  const { certificate } = await clientAuthority(configMap)
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data:
  ca.crt: ${JSON.stringify(certificate)}
`
}
