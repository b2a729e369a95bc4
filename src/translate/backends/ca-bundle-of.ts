// A reference to CA certificates as the bundle that is read from it, or what is wrong with it. Apart,
// because listeners (client certificates) and policies (endpoints' certificates) refer to the same.
// Whether the reference may cross into another namespace is for who refers to ask, before this.
import type { X509Certificate } from 'node:crypto'
import type { CaBundle } from '../../snapshot/routing-snapshot.ts'
import {
  authorityExpired,
  authorityNotYetValid,
  authorityTooWeak,
  bundleKindUnsupported,
  bundleNotFound,
  type CaBundleProblem,
  bundleUnusable,
  revocationsUnread,
} from '../../status/conditions/ca-bundle-conditions.ts'
import { nearestHolder } from './nearest-service.ts'
import type { Reads } from '../incremental/reads.ts'
import { whyKeyTooWeak } from '../certificates/too-weak.ts'
import { parsedBundle } from '../certificates/parsed-bundle.ts'

export interface CaReference {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** The namespace of who refers: of others no names are told. */
  readonly from: string
}

/** One of the two. The same object gives the same bundle (===). */
export type CaBundleAnswer =
  | { readonly bundle: CaBundle; readonly warnings: readonly string[] }
  | { readonly problem: CaBundleProblem }

type Looks = Pick<Reads, 'get' | 'isPast' | 'look'>

/** `path` is that of the reference: `spec.validation.caCertificateRefs[0]`. */
export function caBundleOf(reads: Looks, path: string, reference: CaReference): CaBundleAnswer {
  const { group, kind, namespace, name, from } = reference
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret'))
    return { problem: bundleKindUnsupported(path, reference) }

  const key = `${namespace}/${name}`
  const holder = reads.get(kind, key)
  if (!holder) {
    const nearest = namespace === from ? nearestHolder(reads, kind, reference) : undefined
    return { problem: bundleNotFound(path, { kind, key, nearest }) }
  }
  const object = `${kind} ${key}`
  const parsed = parsedBundle(holder)
  if ('mistake' in parsed) return { problem: bundleUnusable(path, object, parsed.mistake) }
  return {
    bundle: parsed.bundle,
    warnings: [
      ...(parsed.hasRevocations ? [revocationsUnread(path, object)] : []),
      ...parsed.authorities.flatMap((authority) => {
        const why = whyKeyTooWeak(authority)
        return why === undefined
          ? lifetimeWarning(reads, { path, object, authority })
          : [authorityTooWeak(path, object, why)]
      }),
    ],
  }
}

function lifetimeWarning(
  reads: Looks,
  about: { path: string; object: string; authority: X509Certificate },
): readonly string[] {
  const { path, object, authority } = about
  const { validFromDate, validToDate } = authority
  if (reads.isPast(validToDate.getTime()))
    return [authorityExpired(path, object, validToDate.toISOString())]
  if (reads.isPast(validFromDate.getTime()) === false)
    return [authorityNotYetValid(path, object, validFromDate.toISOString())]
  return []
}
