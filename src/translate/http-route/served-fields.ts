// Every field of an HTTPRoute's spec, as the experimental schema has it: 'served', or 'reported', which
// means that a condition's message names it wherever somebody uses it. Lists end in `[]`.
export type FieldVerdict = 'served' | 'reported'

export const parentRefs = below('spec.parentRefs[]', 'served', [
  'group',
  'kind',
  'name',
  'namespace',
  'port',
  'sectionName',
])
export const sessionPersistence = below('spec.rules[].sessionPersistence', 'reported', [
  'absoluteTimeout',
  'cookieConfig.lifetimeType',
  'sessionName',
  'type',
])

export const servedFields: Readonly<Record<string, FieldVerdict>> = {
  'spec.hostnames[]': 'served',
  ...parentRefs,
  'spec.useDefaultGateways': 'reported',
  'spec.rules[].name': 'served',
  ...below('spec.rules[].matches[]', 'served', [
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
  ...below('spec.rules[].timeouts', 'served', ['request', 'backendRequest']),
  ...below('spec.rules[].retry', 'served', ['attempts', 'backoff', 'codes[]']),
  ...sessionPersistence,
}

function filters(path: string): Record<string, FieldVerdict> {
  const newPath = ['path.type', 'path.replaceFullPath', 'path.replacePrefixMatch']
  return {
    ...filtersOfAll(path),
    ...below(`${path}.requestRedirect`, 'served', [
      'scheme',
      'hostname',
      'port',
      'statusCode',
      ...newPath,
    ]),
    ...below(`${path}.urlRewrite`, 'served', ['hostname', ...newPath]),
    ...below(`${path}.cors`, 'served', [
      'allowCredentials',
      'allowHeaders[]',
      'allowMethods[]',
      'allowOrigins[]',
      'exposeHeaders[]',
      'maxAge',
    ]),
    ...below(`${path}.externalAuth`, 'reported', [
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
    ]),
  }
}

/** Those that a GRPCRoute may have too. */
export function filtersOfAll(path: string): Record<string, FieldVerdict> {
  const headerChanges = ['set[].name', 'set[].value', 'add[].name', 'add[].value', 'remove[]']
  return {
    [`${path}.type`]: 'served',
    ...below(`${path}.requestHeaderModifier`, 'served', headerChanges),
    ...below(`${path}.responseHeaderModifier`, 'served', headerChanges),
    ...references(`${path}.requestMirror.backendRef`),
    ...below(`${path}.requestMirror`, 'served', [
      'percent',
      'fraction.numerator',
      'fraction.denominator',
    ]),
    ...below(`${path}.extensionRef`, 'reported', ['group', 'kind', 'name']),
  }
}

export function references(path: string): Record<string, FieldVerdict> {
  return below(path, 'served', ['group', 'kind', 'name', 'namespace', 'port'])
}

export function below(
  path: string,
  verdict: FieldVerdict,
  fields: readonly string[],
): Record<string, FieldVerdict> {
  return Object.fromEntries(fields.map((field) => [`${path}.${field}`, verdict]))
}
