// The private key in a Secret's "tls.key": one that TLS can sign handshakes with, or what is wrong with it.
import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto'

export type PrivateKey =
  | {
      readonly key: KeyObject
      /** PEM, as OpenSSL reads it. */
      readonly text: string
    }
  /** A sentence part to stand behind the Secret's name. It quotes nothing of the key. */
  | { readonly mistake: string }

export function privateKeyIn(pem: string): PrivateKey {
  const text = withLineBreaks(pem)
  const key = parsedKey(text)
  if (!key) return { mistake: unreadable(text) }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  const type = [key.asymmetricKeyType, namedCurve].filter((one) => one !== undefined).join(' ')
  if (!usable.test(type))
    return {
      mistake:
        `has a key of type ${type} in "tls.key", which TLS does not support; use an EC key on P-256, ` +
        'or an RSA key of 2048 bits',
    }
  if (modulusLength !== undefined && modulusLength < leastBits)
    return {
      mistake:
        `has an RSA key of ${modulusLength} bits in "tls.key", which is too short for TLS; use one of ` +
        '2048 bits, or an EC key',
    }
  if (modulusLength !== undefined && modulusLength > mostBits)
    return {
      mistake:
        `has an RSA key of ${modulusLength} bits in "tls.key", which makes each handshake too slow; ` +
        `use one of up to ${mostBits} bits, or an EC key`,
    }
  if (type === 'rsa-pss' && !pssDigests.some((digest) => signs(key, digest)))
    return {
      mistake:
        'has a key of type rsa-pss in "tls.key" whose parameters allow no TLS signature; use one ' +
        'without parameters, or an EC key',
    }
  return { key, text }
}

/** A handshake with 4,096 takes 8 ms of a process that all Gateways share; with 16,384, half a second. */
const mostBits = 4096
/** What OpenSSL asks for at Node's security level is 2,048, and takes a few bits less. */
const leastBits = 2040

/** RFC 8446 §4.2.3 and RFC 8734: there is no signature in TLS for a key of another type or on another curve. */
const usable =
  /^(?:rsa|rsa-pss|ed25519|ed448|ec(?: prime256v1| secp384r1| secp521r1| brainpoolP(?:256|384|512)r1))$/

/** RFC 8446 §4.2.3: rsa_pss_pss_*, each with a salt as long as the digest. A key's parameters may bar them. */
const pssDigests = ['sha256', 'sha384', 'sha512']

function signs(key: KeyObject, digest: string): boolean {
  try {
    const padding = constants.RSA_PKCS1_PSS_PADDING
    sign(digest, Buffer.of(), { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
    return true
  } catch {
    // That it fails is the answer.
    return false
  }
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

function unreadable(pem: string): string {
  return /^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(pem)
    ? 'has a key with a passphrase in "tls.key", and Rauta does not know the passphrase; store the ' +
        'key without one (openssl pkey -in FILE)'
    : 'has no readable PEM private key in "tls.key"'
}
