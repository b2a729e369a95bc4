// A Secret of type kubernetes.io/tls as a certificate with its key, or what is wrong with it. Looked
// into before it is served, so that one bad Secret stops its own listener and no other.
import type { X509Certificate } from 'node:crypto'
import type { Secret } from '../../resources/core.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { contextOptions, whyRefused } from '../../snapshot/tls-context.ts'
import { pemCertificates, writtenPem } from './pem-certificates.ts'
import { hasReadableNames } from './readable-certificate.ts'
import { whyTooWeak } from './too-weak.ts'
import { privateKeyIn } from './private-key.ts'

export type KeyPair =
  | {
      readonly certificate: Certificate
      readonly leaf: X509Certificate
      /** What follows the leaf. */
      readonly issuers: readonly X509Certificate[]
    }
  /** A sentence part to stand behind the Secret's name: `has no key "tls.crt"`. */
  | { readonly mistake: string }

/** The same Secret object gives the same pair object. */
export function keyPairOf(secret: Secret): KeyPair {
  const known = pairs.get(secret)
  if (known) return known
  const pair = read(secret)
  pairs.set(secret, pair)
  return pair
}

const pairs = new WeakMap<Secret, KeyPair>()

function read(secret: Secret): KeyPair {
  if (secret.type !== tlsType)
    return {
      mistake: `has type ${secret.type ?? 'Opaque'}, but type ${tlsType} is required; create it again with that type`,
    }
  const chain = secret.data['tls.crt']
  const privateKey = secret.data['tls.key']
  if (!chain) return { mistake: 'has no text in the key "tls.crt"; add the PEM certificates' }
  if (!privateKey) return { mistake: 'has no text in the key "tls.key"; add the PEM private key' }

  const found = pemCertificates(chain.reveal(), 'tls.crt')
  if ('mistake' in found) return found
  const { certificates } = found
  const [leaf, ...issuers] = certificates
  if (!leaf || !hasReadableNames(leaf))
    return { mistake: 'has no readable PEM certificate in "tls.crt"' }
  const its = privateKeyIn(privateKey.reveal())
  if ('mistake' in its) return its
  if (!leaf.checkPrivateKey(its.key))
    return {
      mistake: 'has a key in "tls.key" that does not belong to the first certificate of "tls.crt"',
    }

  const weakness = tooWeak(certificates)
  if (weakness !== undefined) return { mistake: weakness }

  const name = `secret/${secret.metadata.namespace}/${secret.metadata.name}`
  const certificate: Certificate = Object.freeze({
    name,
    certificateChain: servedChain(chain.reveal(), certificates),
    privateKey: new SealedText(its.text),
  })
  const code = whyRefused(contextOptions([certificate]))
  if (code !== undefined)
    return { mistake: `has a key pair that TLS rejects (${code}); create a new one` }
  return { certificate, leaf, issuers }
}

const tlsType = 'kubernetes.io/tls'

/** As it stands where nothing but its blocks stands there. */
function servedChain(text: string, certificates: readonly X509Certificate[]): string {
  const written = writtenPem(certificates)
  return text.trim() === written.trim() ? text : written
}

/** Anywhere in the chain. */
function tooWeak(certificates: readonly X509Certificate[]): string | undefined {
  for (const [at, certificate] of certificates.entries()) {
    const why = whyTooWeak(certificate)
    if (why !== undefined)
      return (
        `has a certificate (number ${at + 1}) in "tls.crt" that TLS rejects: ${why}; renew it with a ` +
        'SHA-256 signature and an RSA key of 2048 bits or an EC key'
      )
  }
  return undefined
}
