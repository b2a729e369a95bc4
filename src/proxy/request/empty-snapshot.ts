// What is served before there is anything.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

export const emptySnapshot: RoutingSnapshot = {
  listeners: [],
  backends: {},
  endpoints: {},
  certificates: {},
  caBundles: {},
}
