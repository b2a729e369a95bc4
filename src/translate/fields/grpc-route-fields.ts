// Every field of a GRPCRoute's spec, as http-route-fields.ts has them of an HTTPRoute's.
import {
  fieldsBelow,
  type RouteFieldVerdict,
  filtersOfAll,
  parentRefs,
  references,
  sessionPersistence,
} from './http-route-fields.ts'

export const servedGrpcRouteFields: Readonly<Record<string, RouteFieldVerdict>> = {
  'spec.hostnames[]': 'served',
  ...parentRefs,
  'spec.useDefaultGateways': 'reported',
  'spec.rules[].name': 'served',
  ...fieldsBelow('spec.rules[].matches[]', 'served', [
    'method.type',
    'method.service',
    'method.method',
    'headers[].name',
    'headers[].type',
    'headers[].value',
  ]),
  ...filtersOfAll('spec.rules[].filters[]'),
  ...references('spec.rules[].backendRefs[]'),
  'spec.rules[].backendRefs[].weight': 'served',
  ...filtersOfAll('spec.rules[].backendRefs[].filters[]'),
  ...sessionPersistence,
}
