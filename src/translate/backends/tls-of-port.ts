// How a BackendTLSPolicy wants a port of a Service to be spoken to. What is meant for the Service, and does
// not name it rightly, is not left out where nothing else protects it: it can't be met, decision 29.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import type { Reads } from '../incremental/reads.ts'
import { appliedPolicy, meantPolicy } from './applied-policy.ts'
import { backendTlsOf, type JudgedPolicy } from './backend-tls-of.ts'

export interface TlsOfPort {
  readonly policy: BackendTLSPolicy
  readonly judged: JudgedPolicy
}

export function tlsOfPort(
  service: Service,
  port: ServicePort,
  reads: Reads,
): TlsOfPort | undefined {
  const applied = appliedPolicy(service, port, reads)
  if (applied) return { policy: applied, judged: backendTlsOf(applied, reads) }
  const meant = meantPolicy(service, port, reads)
  return meant && { policy: meant, judged: unmet }
}

const unmet: JudgedPolicy = {
  bundles: [],
  notAccepted: [],
  notResolved: [],
  notes: { accepted: [], resolvedRefs: [] },
}
