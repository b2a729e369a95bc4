// A listener's certificateRefs: each is allowed, there, of a kind that is read, and holds a usable
// pair, or it is a problem. The listener is served with those that are good.
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type {
  Gateway,
  GatewayListener,
  ListenerSet,
  SecretObjectReference,
} from '../../resources/gateway-api.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import {
  certificateExpired,
  certificateForOtherName,
  certificateKindUnsupported,
  certificateNotPermitted,
  certificateNotYetValid,
  lastGoodServes,
  secretNotFound,
  secretUnusable,
} from '../../status/conditions/certificate-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { nearestHolder } from '../backends/nearest-service.ts'
import type { Reads } from '../incremental/reads.ts'
import { isPermitted, uncountedGrant } from '../backends/reference-grants.ts'
import { keyPairOf } from '../certificates/key-pair.ts'

export interface ResolvedCertificates {
  /** To be served, in the order of the references, none twice. */
  readonly certificates: readonly Certificate[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

export function resolveCertificates(
  reads: Reads,
  question: { owner: Gateway | ListenerSet; listener: GatewayListener; path: string },
): ResolvedCertificates {
  const { owner, listener, path } = question
  const resolved = (listener.tls?.certificateRefs ?? []).map((ref, index) =>
    resolveCertificate(reads, {
      ref,
      path: `${path}.tls.certificateRefs[${index}]`,
      owner,
    }),
  )
  const leaves = resolved.flatMap(({ leaf }) => leaf ?? [])
  return {
    certificates: [...new Set(resolved.flatMap(({ certificate }) => certificate ?? []))],
    problems: resolved.flatMap(({ problem }) => problem ?? []),
    warnings: [
      ...resolved.flatMap(({ warnings = [] }) => warnings),
      ...otherName(leaves, listener.hostname, path),
    ],
  }
}

interface Resolved {
  readonly certificate?: Certificate
  readonly leaf?: X509Certificate
  readonly problem?: Problem
  readonly warnings?: readonly string[]
}

/** Of one reference, wherever it stands. */
export function resolveCertificate(
  reads: Reads,
  question: { ref: SecretObjectReference; path: string; owner: Gateway | ListenerSet },
): Resolved {
  const { ref, path, owner } = question
  const { namespace: ownNamespace = '' } = owner.metadata
  const { group, kind, name, namespace = ownNamespace } = ref
  const crossing = {
    // "ReferenceGrants applied to a Gateway are not inherited by child ListenerSets"
    // (listenerset_types.go): each is asked for by its own kind and namespace.
    from: { group: 'gateway.networking.k8s.io', kind: owner.kind, namespace: ownNamespace },
    to: { group, kind, namespace, name },
  }
  // First of all: "If the reference is not allowed, the reason RefNotPermitted must be used instead".
  if (!isPermitted(reads, crossing))
    return {
      problem: certificateNotPermitted({ path, ...crossing, ...uncountedGrant(reads, crossing) }),
    }
  if (group !== '' || kind !== 'Secret') return { problem: certificateKindUnsupported(path, ref) }

  const key = `${namespace}/${name}`
  const secret = reads.get('Secret', key)
  if (!secret) {
    const nearest =
      namespace === ownNamespace ? nearestHolder(reads, 'Secret', { namespace, name }) : undefined
    return { problem: secretNotFound(path, key, nearest) }
  }
  const pair = keyPairOf(secret)
  if ('mistake' in pair) {
    const certificate = reads.liveCertificate(`secret/${key}`)
    return certificate
      ? { certificate, problem: lastGoodServes(path, key, pair.mistake) }
      : { problem: secretUnusable(path, key, pair.mistake) }
  }
  const { certificate, leaf, issuers } = pair
  const warnings = [leaf, ...issuers].flatMap((one, index) =>
    lifetimeWarnings(reads, {
      certificate: one,
      path,
      which: `${index === 0 ? 'the certificate' : `certificate number ${index + 1}`} of Secret ${key}`,
    }),
  )
  return { certificate, leaf, warnings }
}

function lifetimeWarnings(
  reads: Reads,
  { certificate, path, which }: { certificate: X509Certificate; path: string; which: string },
): readonly string[] {
  const { validFromDate, validToDate } = certificate
  if (reads.isPast(validToDate.getTime()))
    return [certificateExpired(path, which, validToDate.toISOString())]
  if (reads.isPast(validFromDate.getTime()) === false)
    return [certificateNotYetValid(path, which, validFromDate.toISOString())]
  return []
}

/** Only for a listener with an exact hostname: what else a client will ask for is not known. */
function otherName(
  leaves: readonly X509Certificate[],
  hostname: string | undefined,
  path: string,
): readonly string[] {
  if (leaves.length === 0 || hostname === undefined || hostname.startsWith('*.')) return []
  if (isIP(hostname) || leaves.some((leaf) => leaf.checkHost(hostname))) return []
  return [certificateForOtherName(path, hostname)]
}
