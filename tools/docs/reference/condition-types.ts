// What each type of condition says. A test finds those of the code here.

export const conditionTypes: Readonly<Record<string, string>> = {
  Accepted: 'The object is valid, and its parent allows it. On a route: it is attached.',
  Programmed: 'The proxy takes traffic for it: the listener is bound, the Gateway has its address.',
  ResolvedRefs: 'Every object that it refers to exists, may be used and can be used.',
  Conflicted:
    'Another listener claims the same port with the same hostname, or for another protocol.',
  OverlappingTLSConfig:
    'Another TLS listener on the same port has a hostname or certificate that overlaps.',
  PartiallyInvalid: 'Some rules of the route cannot be served, and the others are.',
  SupportedVersion: 'The CRDs of Gateway API are of a version that Rauta supports.',
  InsecureFrontendValidationMode:
    'The Gateway lets in clients without a valid certificate, as its spec says.',
}
