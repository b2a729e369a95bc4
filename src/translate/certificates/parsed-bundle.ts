// The CA certificates in a ConfigMap's or Secret's key "ca.crt". Only these get out of it: whatever
// else stands there (comments, a private key put there by mistake) goes no further.
import type { X509Certificate } from 'node:crypto'
import type { ConfigMap, Secret } from '../../resources/core.ts'
import type { CaBundle } from '../../snapshot/routing-snapshot.ts'
import { hasRevocations, pemCertificates, writtenPem } from './pem-certificates.ts'

export type ParsedBundle =
  | {
      readonly bundle: CaBundle
      readonly authorities: readonly X509Certificate[]
      /** There is a list of revoked certificates beside them, which is not read. */
      readonly hasRevocations: boolean
    }
  /** A sentence part to stand behind the object's name. It quotes nothing of what is in it. */
  | { readonly mistake: string }

/** The same object gives the same bundle. */
export function parsedBundle(holder: ConfigMap | Secret): ParsedBundle {
  const known = bundles.get(holder)
  if (known) return known
  const parsed = parse(holder)
  bundles.set(holder, parsed)
  return parsed
}

const bundles = new WeakMap<ConfigMap | Secret, ParsedBundle>()

function parse(holder: ConfigMap | Secret): ParsedBundle {
  const { kind, metadata } = holder
  // In a cluster no other Secrets are asked for; without one it is to be the same.
  if (kind === 'Secret' && holder.type !== tlsType)
    return {
      mistake:
        `has type ${holder.type ?? 'Opaque'}, and only Secrets of type ${tlsType} are read; put the CA ` +
        'certificates in a ConfigMap',
    }
  const text = kind === 'Secret' ? holder.data['ca.crt']?.reveal() : holder.data['ca.crt']
  if (text === undefined) return { mistake: 'has no key "ca.crt"; put the CA certificates there' }

  const found = pemCertificates(text, 'ca.crt')
  if ('mistake' in found) return found
  const { certificates: authorities } = found
  if (authorities.length === 0)
    return { mistake: 'has no PEM certificate in "ca.crt" (-----BEGIN CERTIFICATE-----)' }
  if (!authorities.some(canVouch))
    return {
      mistake:
        'has no CA certificate in "ca.crt", but one that a CA signed; put the certificate of that CA there',
    }
  const name = `${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`
  // What is no certificate stays behind.
  const bundle = Object.freeze({ name, certificates: writtenPem(authorities) })
  return { bundle, authorities, hasRevocations: hasRevocations(text) }
}

const tlsType = 'kubernetes.io/tls'

/** Of an authority, or signed by itself: such a one vouches for itself alone. */
function canVouch(certificate: X509Certificate): boolean {
  return certificate.ca || certificate.checkIssued(certificate)
}
