// What is served before there is anything.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

export const nothing: RoutingSnapshot = {
  listeners: [],
  backends: {},
  endpoints: {},
  certificates: {},
  caBundles: {},
}
