// Every field of the spec of the kinds that are read, but for routes of requests (http-route-fields.ts):
// it is served, or a condition's message names it, or what it is part of, wherever somebody uses it.
import { externalAuth } from './http-route-fields.ts'

export type FieldVerdict = 'served' | { readonly reportedAs: string }

type Fields = Readonly<Record<string, FieldVerdict>>

const reference = ['group', 'kind', 'name', 'namespace']
const selector = ['matchLabels', ...below('matchExpressions[]', ['key', 'operator', 'values[]'])]
const filtersOfListener = below('requests[]', [
  'type',
  ...below('externalAuth', externalAuth),
  ...below('extensionRef', ['group', 'kind', 'name']),
])
const clientValidation = [...below('caCertificateRefs[]', reference), 'mode']

const gatewayClass: Fields = {
  ...served(['spec.controllerName', 'spec.description']),
  ...reported('spec.parametersRef', reference),
}

const gateway: Fields = {
  ...served([
    'spec.gatewayClassName',
    ...below('spec.addresses[]', ['type', 'value']),
    ...below('spec.listeners[]', ['name', 'hostname', 'port', 'protocol']),
    ...below('spec.listeners[].allowedRoutes.kinds[]', ['group', 'kind']),
    'spec.listeners[].allowedRoutes.namespaces.from',
    ...below('spec.listeners[].allowedRoutes.namespaces.selector', selector),
    'spec.listeners[].tls.mode',
    ...below('spec.listeners[].tls.certificateRefs[]', reference),
    ...below('spec.tls.backend.clientCertificateRef', reference),
    'spec.allowedListeners.namespaces.from',
    ...below('spec.allowedListeners.namespaces.selector', selector),
    ...below('spec.tls.frontend.default.validation', clientValidation),
    'spec.tls.frontend.perPort[].port',
    ...below('spec.tls.frontend.perPort[].tls.validation', clientValidation),
  ]),
  ...reported('spec.addresses[].routability'),
  ...reported('spec.listeners[].filters', filtersOfListener),
  ...reported('spec.listeners[].tls.options'),
  ...reported('spec.infrastructure.labels'),
  ...reported('spec.infrastructure.annotations'),
  ...reported('spec.infrastructure.parametersRef', ['group', 'kind', 'name']),
  ...reported('spec.defaultScope'),
}

const listenerSet: Fields = {
  ...served([
    ...below('spec.parentRef', reference),
    ...below('spec.listeners[]', ['name', 'hostname', 'port', 'protocol']),
    ...below('spec.listeners[].allowedRoutes.kinds[]', ['group', 'kind']),
    'spec.listeners[].allowedRoutes.namespaces.from',
    ...below('spec.listeners[].allowedRoutes.namespaces.selector', selector),
    'spec.listeners[].tls.mode',
    ...below('spec.listeners[].tls.certificateRefs[]', reference),
  ]),
  ...reported('spec.listeners[].filters', filtersOfListener),
  ...reported('spec.listeners[].tls.options'),
}

const referenceGrant: Fields = served([
  ...below('spec.from[]', ['group', 'kind', 'namespace']),
  ...below('spec.to[]', ['group', 'kind', 'name']),
])

const backendTLSPolicy: Fields = {
  ...served([
    ...below('spec.targetRefs[]', ['group', 'kind', 'name', 'sectionName']),
    ...below('spec.validation.caCertificateRefs[]', ['group', 'kind', 'name']),
    'spec.validation.hostname',
    ...below('spec.validation.subjectAltNames[]', ['type', 'hostname', 'uri']),
    'spec.validation.wellKnownCACertificates',
  ]),
  ...reported('spec.options'),
}

const streamRoute: Fields = {
  ...served([
    ...below('spec.parentRefs[]', [...reference, 'sectionName', 'port']),
    'spec.rules[].name',
    ...below('spec.rules[].backendRefs[]', [...reference, 'port', 'weight']),
  ]),
  ...reported('spec.useDefaultGateways'),
}

export const servedFields = {
  GatewayClass: gatewayClass,
  Gateway: gateway,
  ListenerSet: listenerSet,
  ReferenceGrant: referenceGrant,
  BackendTLSPolicy: backendTLSPolicy,
  TLSRoute: { ...streamRoute, ...served(['spec.hostnames[]']) },
  TCPRoute: streamRoute,
  UDPRoute: streamRoute,
}

function served(fields: readonly string[]): Fields {
  return Object.fromEntries(fields.map((field) => [field, 'served']))
}

function reported(path: string, fields: readonly string[] = []): Fields {
  const all = fields.length === 0 ? [path] : below(path, fields)
  return Object.fromEntries(all.map((field) => [field, { reportedAs: path }]))
}

function below(path: string, fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${path}.${field}`)
}
