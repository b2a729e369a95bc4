// A Secret of type kubernetes.io/tls as a certificate with its key, or what is wrong with it. Looked
// into before it is served, so that one bad Secret stops its own listener and no other.
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import type { Secret } from '../../resources/core.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { hasReadableNames, readableCertificate } from '../readable-certificate.ts'

export type KeyPair =
  | { readonly certificate: Certificate; readonly leaf: X509Certificate }
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
    return { mistake: `is of type ${secret.type ?? 'Opaque'}, and ${tlsType} is needed` }
  const chain = secret.data['tls.crt']
  const privateKey = secret.data['tls.key']
  if (!chain) return { mistake: 'has no key "tls.crt" with text in it' }
  if (!privateKey) return { mistake: 'has no key "tls.key" with text in it' }

  const certificates = parsedChain(chain.reveal())
  const [leaf] = certificates ?? []
  if (!leaf || !hasReadableNames(leaf))
    return { mistake: 'has no PEM certificates that can be read in "tls.crt"' }
  const key = parsedKey(privateKey.reveal())
  if (!key) return { mistake: 'has no PEM private key that can be read in "tls.key"' }
  const { modulusLength } = key.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined && modulusLength < leastBits)
    return {
      mistake: `has in "tls.key" an RSA key of ${modulusLength} bits, which TLS does not take any more; use one of 2048, or an EC key`,
    }
  if (modulusLength !== undefined && modulusLength > mostBits)
    return {
      mistake: `has in "tls.key" an RSA key of ${modulusLength} bits, which would keep everybody waiting at each handshake; use one of up to ${mostBits}, or an EC key`,
    }
  if (!leaf.checkPrivateKey(key))
    return {
      mistake: 'has in "tls.key" a key that does not belong to the first certificate of "tls.crt"',
    }

  const name = `secret/${secret.metadata.namespace}/${secret.metadata.name}`
  return {
    certificate: Object.freeze({ name, certificateChain: chain.reveal(), privateKey }),
    leaf,
  }
}

const tlsType = 'kubernetes.io/tls'

/** A handshake with 4,096 takes 8 ms of a process that all Gateways share; with 16,384, half a second. */
const mostBits = 4096
/** What OpenSSL asks for at Node's security level is 2,048, and takes a few bits less. */
const leastBits = 2040

/** Undefined when any part of it is no certificate. What stands around the PEM blocks is allowed. */
function parsedChain(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const certificates = blocks.map(readableCertificate)
  return certificates.every((one) => one !== undefined) ? certificates : undefined
}

function parsedKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    // The parser's words could quote from the key.
    return undefined
  }
}
