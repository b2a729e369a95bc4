// The certificate that a Gateway shows to endpoints that ask for one, by spec.tls.backend. Where it can't
// be used none is shown, and endpoints that ask for it refuse the connection by themselves: the Gateway
// and its listeners serve on, since ResolvedRefs "does not directly impact the Gateway's Accepted or
// Programmed conditions" (gateway_types.go).
import type { Gateway } from '../../resources/gateway-api.ts'
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { clientCertificateInvalid } from '../../status/conditions/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { resolveCertificate } from './certificate-refs.ts'

export interface ClientCertificate {
  readonly certificate?: Certificate
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

export const clientCertificateOf = memoised((gateway: Gateway, reads: Reads): ClientCertificate => {
  const ref = gateway.spec.tls?.backend?.clientCertificateRef
  if (!ref) return noClientCertificate
  const path = 'spec.tls.backend.clientCertificateRef'
  const {
    certificate,
    problem,
    warnings = [],
  } = resolveCertificate(reads, {
    ref,
    path,
    owner: gateway,
  })
  return {
    ...(certificate && { certificate }),
    problems: problem ? [clientCertificateInvalid(problem)] : [],
    warnings,
  }
})

const noClientCertificate: ClientCertificate = { problems: [], warnings: [] }
