// The caCertificateRefs that a listener's clients are verified by: each is allowed, there, of a kind that
// is read, and holds certificates, or it is a problem. The listener is served with those that are good,
// and closed where none is: nobody is let in because nobody can be verified.
import type { Gateway, GatewayListener, ListenerSet } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { CaBundle, ClientValidation } from '../../snapshot/routing-snapshot.ts'
import {
  clientCaInvalid,
  clientCaNotPermitted,
  noValidClientCa,
} from '../../status/conditions/client-validation-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { type CaBundleAnswer, caBundleOf, type CaReference } from '../backends/ca-bundle-of.ts'
import type { Reads } from '../incremental/reads.ts'
import { isPermitted, uncountedGrant } from '../backends/reference-grants.ts'
import { clientValidationOf } from './client-validation.ts'

export interface ResolvedClientValidation {
  /** Undefined: clients are asked for nothing, or `notAccepted` says why nobody is let in. */
  readonly clientValidation: ClientValidation | undefined
  readonly caBundles: readonly CaBundle[]
  readonly notAccepted: readonly Problem[]
  readonly notResolved: readonly Problem[]
  readonly warnings: readonly string[]
}

export function resolveClientValidation(
  reads: Reads,
  {
    gateway,
    owner,
    listener,
  }: { gateway: Gateway; owner: Gateway | ListenerSet; listener: GatewayListener },
): ResolvedClientValidation {
  const asked = clientValidationOf(gateway, listener)
  if (!asked) return nothingAsked
  const { mode, caCertificateRefs } = asked.validation
  // Of a ListenerSet's listener the status stands elsewhere than what is wrong.
  const path = owner === gateway ? asked.path : `Gateway ${keyOf(gateway)}, ${asked.path}`
  const { namespace: ownNamespace = '' } = gateway.metadata
  const answers = caCertificateRefs.map((ref, index) => {
    const { group, kind, name, namespace = ownNamespace } = ref
    return resolve(reads, {
      path: `${path}.caCertificateRefs[${index}]`,
      reference: { group, kind, name, namespace, from: ownNamespace },
      ownNamespace,
    })
  })
  const caBundles = [...new Set(answers.flatMap((one) => ('bundle' in one ? [one.bundle] : [])))]
  const names = caBundles.map(({ name }) => name)
  return {
    clientValidation: names.length > 0 ? { mode, caBundles: names } : undefined,
    caBundles,
    notAccepted: names.length > 0 ? [] : [noValidClientCa(path)],
    notResolved: answers.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    warnings: answers.flatMap((one) => ('bundle' in one ? one.warnings : [])),
  }
}

const nothingAsked: ResolvedClientValidation = {
  clientValidation: undefined,
  caBundles: [],
  notAccepted: [],
  notResolved: [],
  warnings: [],
}

type Answer = Extract<CaBundleAnswer, { readonly bundle: CaBundle }> | { readonly problem: Problem }

function resolve(
  reads: Reads,
  question: { path: string; reference: CaReference; ownNamespace: string },
): Answer {
  const { path, reference, ownNamespace } = question
  const crossing = {
    from: { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: ownNamespace },
    to: reference,
  }
  // First of all: what is in another namespace is not looked at without its owner's leave.
  if (!isPermitted(reads, crossing))
    return {
      problem: clientCaNotPermitted({ path, ...crossing, ...uncountedGrant(reads, crossing) }),
    }
  const answer = caBundleOf(reads, path, reference)
  return 'problem' in answer ? { problem: clientCaInvalid(answer.problem) } : answer
}
