// A Secret of type kubernetes.io/tls as a certificate with its key, or what is wrong with it. Looked
// into before it is served, so that one bad Secret stops its own listener and no other.
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import type { Secret } from '../../resources/core.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { contextOptions, whyRefused } from '../../snapshot/tls-context.ts'
import { pemCertificates, writtenPem } from '../pem-certificates.ts'
import { hasReadableNames } from '../readable-certificate.ts'
import { whyTooWeak } from '../too-weak.ts'

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

  const found = pemCertificates(chain.reveal(), 'tls.crt')
  if ('mistake' in found) return found
  const { certificates } = found
  const [leaf] = certificates
  if (!leaf || !hasReadableNames(leaf))
    return { mistake: 'has no PEM certificates that can be read in "tls.crt"' }
  const keyText = withLineBreaks(privateKey.reveal())
  const key = parsedKey(keyText)
  if (!key) return { mistake: 'has no PEM private key that can be read in "tls.key"' }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  const type = [key.asymmetricKeyType, namedCurve].filter((one) => one !== undefined).join(' ')
  if (!usable.test(type))
    return {
      mistake: `has in "tls.key" a key of type ${type}, which TLS has no signature for; use an EC key on P-256, or an RSA key of 2048 bits`,
    }
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

  const weakness = tooWeak(certificates)
  if (weakness !== undefined) return { mistake: weakness }

  const name = `secret/${secret.metadata.namespace}/${secret.metadata.name}`
  const certificate: Certificate = Object.freeze({
    name,
    certificateChain: servedChain(chain.reveal(), certificates),
    privateKey: new SealedText(keyText),
  })
  const code = whyRefused(contextOptions([certificate]))
  if (code !== undefined)
    return { mistake: `holds a pair that TLS refuses (${code}); make a new one` }
  return { certificate, leaf }
}

const tlsType = 'kubernetes.io/tls'

/** A handshake with 4,096 takes 8 ms of a process that all Gateways share; with 16,384, half a second. */
const mostBits = 4096
/** What OpenSSL asks for at Node's security level is 2,048, and takes a few bits less. */
const leastBits = 2040

/** RFC 8446 §4.2.3: there is no signature in TLS for a key of another type or on another curve. */
const usable =
  /^(?:rsa|rsa-pss|ed25519|ed448|ec(?: prime256v1| secp384r1| secp521r1| brainpoolP\d+r1)?)$/

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
      return `has in "tls.crt" a certificate, number ${at + 1}, that TLS refuses: ${why}; have it issued anew, signed with SHA-256, with an RSA key of 2048 bits or an EC key`
  }
  return undefined
}

/** `openssl ecparam -genkey` writes two blocks; like those of a chain they may have lost their line break. */
function withLineBreaks(pem: string): string {
  return pem.replaceAll(/(-----END [A-Z0-9 ]+-----)[ \t]*(?=-----BEGIN )/g, '$1\n')
}

function parsedKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    // The parser's words could quote from the key.
    return undefined
  }
}
