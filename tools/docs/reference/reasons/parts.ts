// Every reason of a condition: what it means, what it does to traffic, and what to do. The conditions
// themselves are made in src/status; a test finds each of their reasons here, and each row in use.
import { ofGatewayClass } from './gateway-class.ts'
import { ofGateway } from './gateway.ts'
import { ofListener } from './listener.ts'
import { ofListenerSet } from './listener-set.ts'
import { ofRoute } from './route.ts'
import { ofBackendTlsPolicy } from './backend-tls-policy.ts'
import type { Part } from './reason.ts'

export const parts: readonly Part[] = [
  ofGatewayClass,
  ofGateway,
  ofListener,
  ofListenerSet,
  ofRoute,
  ofBackendTlsPolicy,
]
