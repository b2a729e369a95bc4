// A BackendTLSPolicy as the snapshot has it, and what speaks against it, wherever it is used. Apart from
// its targets: these depend on other policies.
import { isIP } from 'node:net'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import type { BackendTls, CaBundle } from '../../snapshot/routing-snapshot.ts'
import type { Problem } from '../../status/judged.ts'
import {
  invalidReference,
  altNameIsAddress,
  hostnameIsAddress,
  noValidCertificate,
  optionsNotServed,
  unknownCertificates,
} from '../../status/conditions/policy-conditions.ts'
import { unknownInPolicy } from '../../status/conditions/unknown-field-conditions.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import { caBundleOf } from './ca-bundle-of.ts'
import { deepFrozen } from '../incremental/deep-frozen.ts'
import { memoised, type Reads } from '../incremental/reads.ts'

export interface JudgedPolicy {
  /** Absent: it can't be met, see `notAccepted`, and nothing may be sent where it counts. */
  readonly tls?: BackendTls
  readonly bundles: readonly CaBundle[]
  readonly notAccepted: readonly Problem[]
  readonly notResolved: readonly Problem[]
  readonly notes: { readonly accepted: readonly string[]; readonly resolvedRefs: readonly string[] }
}

/** The same policy and the same answers of `reads` give the same object. */
export const backendTlsOf = memoised((policy: BackendTLSPolicy, reads: Reads): JudgedPolicy => {
  const { validation, options } = policy.spec
  const trust = trustOf(policy, reads)
  const notAccepted = [
    ...(isIP(validation.hostname) ? [hostnameIsAddress(validation.hostname)] : []),
    ...trust.notAccepted,
    ...unknownFields(policy).map(unknownInPolicy),
  ]
  const judged = {
    bundles: trust.bundles,
    notAccepted,
    notResolved: trust.notResolved,
    notes: {
      accepted: [
        ...(options && Object.keys(options).length > 0 ? [optionsNotServed()] : []),
        ...addressesAmong(validation.subjectAltNames),
      ],
      resolvedRefs: trust.warnings,
    },
  }
  if (notAccepted.length > 0 || trust.trust === undefined) return deepFrozen(judged)
  return deepFrozen({
    ...judged,
    tls: {
      hostname: validation.hostname.toLowerCase(),
      subjectAltNames: (validation.subjectAltNames ?? []).map(({ type, hostname, uri }) => ({
        type,
        value: (type === 'URI' ? uri : hostname?.toLowerCase()) ?? '',
      })),
      trust: trust.trust,
    },
  })
})

function addressesAmong(
  names: BackendTLSPolicy['spec']['validation']['subjectAltNames'] = [],
): readonly string[] {
  return names.flatMap(({ type, hostname = '' }, index) =>
    type === 'Hostname' && isIP(hostname)
      ? altNameIsAddress(`spec.validation.subjectAltNames[${index}].hostname`, hostname)
      : [],
  )
}

interface Trust {
  readonly trust?: BackendTls['trust']
  readonly bundles: readonly CaBundle[]
  readonly notAccepted: readonly Problem[]
  readonly notResolved: readonly Problem[]
  readonly warnings: readonly string[]
}

/**
 * "Connections using an invalid CACertificateRef MUST fail … If ALL CACertificateRefs are invalid, the
 * implementation MUST also ensure the `Accepted` Condition … is set to `status: False`, with a Reason
 * `NoValidCACertificate`": of several, those that are valid vouch.
 */
function trustOf({ metadata, spec }: BackendTLSPolicy, reads: Reads): Trust {
  const { caCertificateRefs = [], wellKnownCACertificates } = spec.validation
  if (caCertificateRefs.length === 0) {
    if (wellKnownCACertificates === 'System') return { ...emptyTrust, trust: 'System' }
    // "or the supplied value is not recognized, … with a Reason `Invalid`"
    return { ...emptyTrust, notAccepted: [unknownCertificates(wellKnownCACertificates)] }
  }
  const { namespace = '' } = metadata
  const answers = caCertificateRefs.map((ref, index) =>
    caBundleOf(reads, `spec.validation.caCertificateRefs[${index}]`, {
      ...ref,
      namespace,
      from: namespace,
    }),
  )
  const bundles = [...new Set(answers.flatMap((each) => ('bundle' in each ? each.bundle : [])))]
  return {
    trust: bundles.map(({ name }) => name),
    bundles,
    notAccepted: bundles.length === 0 ? [noValidCertificate()] : [],
    notResolved: answers.flatMap((each) =>
      'problem' in each ? [invalidReference(each.problem)] : [],
    ),
    warnings: answers.flatMap((each) => ('bundle' in each ? each.warnings : [])),
  }
}

const emptyTrust: Trust = { bundles: [], notAccepted: [], notResolved: [], warnings: [] }
