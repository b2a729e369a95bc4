// Every field of an HTTPRoute's spec, as the experimental schema has it: 'served', or 'reported', which
// means that a condition's message names it wherever somebody uses it. Lists end in `[]`.
export type RouteFieldVerdict = 'served' | 'reported'

export const parentRefs = fieldsBelow('spec.parentRefs[]', 'served', [
  'group',
  'kind',
  'name',
  'namespace',
  'port',
  'sectionName',
])
export const sessionPersistence = fieldsBelow('spec.rules[].sessionPersistence', 'reported', [
  'absoluteTimeout',
  'cookie.lifetimeType',
  'cookie.name',
  'cookie.path',
  'header.name',
  'type',
])

export const externalAuth = [
  'backendRef.group',
  'backendRef.kind',
  'backendRef.name',
  'backendRef.namespace',
  'backendRef.port',
  'forwardBody.maxSize',
  'grpc.allowedHeaders[]',
  'http.allowedHeaders[]',
  'http.allowedResponseHeaders[]',
  'http.path',
  'protocol',
]

export const servedHttpRouteFields: Readonly<Record<string, RouteFieldVerdict>> = {
  'spec.hostnames[]': 'served',
  ...parentRefs,
  'spec.useDefaultGateways': 'reported',
  'spec.rules[].name': 'served',
  ...fieldsBelow('spec.rules[].matches[]', 'served', [
    'path.type',
    'path.value',
    'method',
    'headers[].name',
    'headers[].type',
    'headers[].value',
    'queryParams[].name',
    'queryParams[].type',
    'queryParams[].value',
  ]),
  ...filters('spec.rules[].filters[]'),
  ...references('spec.rules[].backendRefs[]'),
  'spec.rules[].backendRefs[].weight': 'served',
  ...filters('spec.rules[].backendRefs[].filters[]'),
  ...fieldsBelow('spec.rules[].timeouts', 'served', ['request', 'backendRequest']),
  ...fieldsBelow('spec.rules[].retry', 'served', ['attempts', 'backoff', 'codes[]']),
  ...sessionPersistence,
}

function filters(path: string): Record<string, RouteFieldVerdict> {
  const newPath = ['path.type', 'path.replaceFullPath', 'path.replacePrefixMatch']
  return {
    ...filtersOfAll(path),
    ...fieldsBelow(`${path}.requestRedirect`, 'served', [
      'scheme',
      'hostname',
      'port',
      'statusCode',
      ...newPath,
    ]),
    ...fieldsBelow(`${path}.urlRewrite`, 'served', ['hostname', ...newPath]),
    ...fieldsBelow(`${path}.cors`, 'served', [
      'allowCredentials',
      'allowHeaders[]',
      'allowMethods[]',
      'allowOrigins[]',
      'exposeHeaders[]',
      'maxAge',
    ]),
    ...fieldsBelow(`${path}.externalAuth`, 'reported', externalAuth),
  }
}

/** Those that a GRPCRoute may have too. */
export function filtersOfAll(path: string): Record<string, RouteFieldVerdict> {
  const headerChanges = ['set[].name', 'set[].value', 'add[].name', 'add[].value', 'remove[]']
  return {
    [`${path}.type`]: 'served',
    ...fieldsBelow(`${path}.requestHeaderModifier`, 'served', headerChanges),
    ...fieldsBelow(`${path}.responseHeaderModifier`, 'served', headerChanges),
    ...references(`${path}.requestMirror.backendRef`),
    ...fieldsBelow(`${path}.requestMirror`, 'served', [
      'percent',
      'fraction.numerator',
      'fraction.denominator',
    ]),
    ...fieldsBelow(`${path}.extensionRef`, 'reported', ['group', 'kind', 'name']),
  }
}

export function references(path: string): Record<string, RouteFieldVerdict> {
  return fieldsBelow(path, 'served', ['group', 'kind', 'name', 'namespace', 'port'])
}

export function fieldsBelow(
  path: string,
  verdict: RouteFieldVerdict,
  fields: readonly string[],
): Record<string, RouteFieldVerdict> {
  return Object.fromEntries(fields.map((field) => [`${path}.${field}`, verdict]))
}
