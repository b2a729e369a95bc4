// A certificate of the snapshot, loaded once and kept by its identity: a rotation is another object.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { contextOptions, whyRefused } from '../../snapshot/tls-context.ts'

export type Credential = LoadedCredential | UnusableCredential

export interface LoadedCredential {
  readonly type: 'loaded'
  readonly certificate: Certificate
  readonly leaf: X509Certificate
  /** rsa, ec, …: one of each can stand in one TLS context. */
  readonly keyType: string
}

export interface UnusableCredential {
  readonly type: 'unusable'
  readonly problem: string
}

const loaded = new WeakMap<Certificate, Credential>()

export function loadCredential(certificate: Certificate): Credential {
  const known = loaded.get(certificate)
  if (known) return known
  const credential = load(certificate)
  loaded.set(certificate, credential)
  return credential
}

function load(certificate: Certificate): Credential {
  try {
    const leaf = new X509Certificate(certificate.certificateChain)
    const key = createPrivateKey(certificate.privateKey.reveal())
    if (!leaf.checkPrivateKey(key)) {
      return unusable(certificate, 'the private key does not belong to the certificate')
    }
    const code = whyRefused(contextOptions([certificate]))
    if (code !== undefined) return unusable(certificate, `TLS rejects it (${code})`)
    return { type: 'loaded', certificate, leaf, keyType: key.asymmetricKeyType ?? 'unknown' }
  } catch (error) {
    // OpenSSL's codes name what it could not read, and nothing of its content.
    const { code } = error as NodeJS.ErrnoException
    return unusable(
      certificate,
      `it is not a PEM certificate with its key (${code ?? 'unreadable'})`,
    )
  }
}

function unusable({ name }: Certificate, why: string): UnusableCredential {
  const fix = 'Provide a PEM certificate chain (leaf first) and its private key'
  return { type: 'unusable', problem: `Certificate ${name} can't be served: ${why}. ${fix}` }
}

/**
 * The certificates to offer for a server name: those that cover it, else all of them; the first of each
 * key type, for OpenSSL to choose from by what the client can verify.
 */
export function certificatesFor(
  serverName: string,
  credentials: readonly LoadedCredential[],
): readonly Certificate[] {
  if (credentials.length === 1) return [credentials[0]!.certificate]
  const keyTypes = new Map<string, Certificate>()
  for (const { keyType, certificate } of covering(serverName, credentials)) {
    if (!keyTypes.has(keyType)) keyTypes.set(keyType, certificate)
  }
  return [...keyTypes.values()]
}

/** gateway_types.go, Listener.TLS: "MUST use the longest matching SNI out of all available certificates". */
function covering(
  serverName: string,
  credentials: readonly LoadedCredential[],
): readonly LoadedCredential[] {
  if (serverName === '') return credentials
  const names = credentials.map(({ leaf }) => leaf.checkHost(serverName))
  const exact = credentials.filter((_, index) => names[index]?.startsWith('*') === false)
  if (exact.length > 0) return exact
  const wildcard = credentials.filter((_, index) => names[index] !== undefined)
  return wildcard.length > 0 ? wildcard : credentials
}
