// Who may vouch for the clients of a listener: compiled from the snapshot, and compared with who could
// when a connection was made. Fails closed: a bundle that can't be used makes the listener unusable.
import { createHash, X509Certificate } from 'node:crypto'
import type {
  CaBundle,
  ClientValidation,
  RoutingSnapshot,
} from '../../snapshot/routing-snapshot.ts'
import { subjectLength } from './subject-length.ts'

export type ClientTrust =
  /** Clients are not asked for a certificate. */
  | { readonly type: 'everybody' }
  | TrustedAuthorities
  | { readonly type: 'unusable'; readonly problem: string }

export interface TrustedAuthorities {
  readonly type: 'authorities'
  readonly mode: ClientValidation['mode']
  /** By fingerprint, as OpenSSL reads them. */
  readonly anchors: ReadonlyMap<string, string>
  readonly authorities: readonly X509Certificate[]
  /** The same for the same mode and anchors, and for no others. */
  readonly digest: string
}

type CaBundles = RoutingSnapshot['caBundles']

const everybody: ClientTrust = { type: 'everybody' }

export function clientTrustOf(
  validation: ClientValidation | undefined,
  caBundles: CaBundles,
): ClientTrust {
  if (validation === undefined) return everybody
  const bundles = validation.caBundles.map((name) =>
    Object.hasOwn(caBundles, name) ? caBundles[name] : undefined,
  )
  const known = compiled.get(validation)
  if (known?.bundles.every((bundle, index) => bundle === bundles[index])) return known.trust
  const trust = compile(validation, bundles)
  compiled.set(validation, { bundles, trust })
  return trust
}

const compiled = new WeakMap<
  ClientValidation,
  { readonly bundles: readonly (CaBundle | undefined)[]; readonly trust: ClientTrust }
>()

/** RFC 8446 §4.2.4: the names of all authorities together stand behind a length of two bytes. */
const mostNameBytes = 2 ** 16 - 1

function compile(
  { mode, caBundles }: ClientValidation,
  bundles: readonly (CaBundle | undefined)[],
): ClientTrust {
  const anchors = new Map<string, string>()
  const authorities: X509Certificate[] = []
  let nameBytes = 0
  for (const [index, bundle] of bundles.entries()) {
    const certificates = bundle && certificatesIn(bundle)
    if (certificates === undefined || certificates.length === 0)
      return unusable(
        `CA bundle ${caBundles[index]} has no readable certificates. Add PEM certificates`,
      )
    for (const certificate of certificates) {
      if (anchors.has(certificate.fingerprint256)) continue
      anchors.set(certificate.fingerprint256, trustedCertificate(certificate))
      authorities.push(certificate)
      nameBytes += 2 + subjectLength(certificate.raw)
    }
  }
  if (anchors.size === 0) return unusable('No CA bundle is configured. Add one')
  if (nameBytes > mostNameBytes)
    return unusable(
      `The names of the ${anchors.size} CA certificates for clients take ${nameBytes} bytes, and a TLS ` +
        `handshake has room for ${mostNameBytes}. Remove the certificates that no client needs`,
    )
  const digest = createHash('sha256').update([mode, ...[...anchors.keys()].toSorted()].join(' '))
  return { type: 'authorities', mode, anchors, authorities, digest: digest.digest('hex') }
}

function unusable(problem: string): ClientTrust {
  return { type: 'unusable', problem }
}

/** Undefined where any part of it is no certificate. */
function certificatesIn({ certificates }: CaBundle): readonly X509Certificate[] | undefined {
  const blocks =
    certificates.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    // What the parser says of the bytes helps nobody; the bundle is named.
    return undefined
  }
}

/**
 * Whether a connection that was made with `then` is still as good as a new one: nobody who could vouch
 * for its client lost that right. An authority that was added changes nothing for it.
 */
export function isAsTrusted(then: ClientTrust, now: ClientTrust): boolean {
  if (then === now) return true
  if (now.type === 'everybody') return true
  if (now.type === 'unusable') return false
  if (now.mode === 'AllowInsecureFallback') return true
  if (then.type !== 'authorities' || then.mode !== 'AllowValidOnly') return false
  return [...then.anchors.keys()].every((fingerprint) => now.anchors.has(fingerprint))
}

/**
 * "which is used as a trust anchor" (gateway_types.go): each certificate of a bundle is one, signed by
 * itself or not. Of the latter OpenSSL takes only those that say so in its own words (openssl-x509,
 * TRUSTED CERTIFICATE); Node's `allowPartialTrustChain` is for clients.
 */
function trustedCertificate({ raw }: X509Certificate): string {
  const lines =
    Buffer.concat([raw, trustedWithClients])
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [
    '-----BEGIN TRUSTED CERTIFICATE-----',
    ...lines,
    '-----END TRUSTED CERTIFICATE-----',
    '',
  ].join('\n')
}

/** DER of X509_CERT_AUX: trust {id-kp-clientAuth}. */
const trustedWithClients = Buffer.from('300c300a06082b06010505070302', 'hex')
