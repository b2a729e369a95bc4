// The Gateway API objects that the bench serves, as a user would write them.

/** A class and a Gateway with one HTTP listener; as JSON, which is YAML too. */
export function gatewayManifest(port: number): string {
  return listOf(gatewayOf([{ name: 'http', protocol: 'HTTP', port }]))
}

export function gatewayOf(listeners: readonly object[]): readonly object[] {
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'rauta' },
      spec: { controllerName: 'rauta.dev/gateway-controller' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'bench', namespace: 'bench' },
      spec: { gatewayClassName: 'rauta', listeners },
    },
  ]
}

/** A Service with one endpoint on this machine. */
export function backendOf(
  name: string,
  port: number,
  protocol: 'TCP' | 'UDP' = 'TCP',
): readonly object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'bench' },
      spec: { ports: [{ port: 80, targetPort: port, protocol }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-1`,
        namespace: 'bench',
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
      ports: [{ port, protocol }],
    },
  ]
}

/** Routes `NAME.example`, each with three rules, redirects so that no backend is needed. */
export function routesManifest(names: readonly string[]): string {
  return listOf(names.map((name) => redirectingRoute(name, 1)))
}

/** Says its version in the Location: `/version/N`. */
export function changingManifest(name: string, version: number): string {
  return listOf([redirectingRoute(name, version)])
}

function redirectingRoute(name: string, version: number): object {
  const redirect = (path: string) => ({
    type: 'RequestRedirect',
    requestRedirect: { path: { type: 'ReplaceFullPath', replaceFullPath: path } },
  })
  return route('HTTPRoute', name, {
    hostnames: [`${name}.example`],
    rules: [
      {
        matches: [{ path: { type: 'Exact', value: '/status' } }],
        filters: [redirect('/health')],
      },
      {
        matches: [{ path: { value: '/old' }, headers: [{ name: 'x-kind', value: 'old' }] }],
        filters: [redirect('/new')],
      },
      { filters: [redirect(`/version/${version}`)] },
    ],
  })
}

type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute'

/** A route of the Gateway `bench`. */
export function route(kind: RouteKind, name: string, spec: object): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name, namespace: 'bench' },
    spec: { parentRefs: [{ name: 'bench' }], ...spec },
  }
}

export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1)
}
