// What both gateways serve. A lane is a Gateway with ports, routes and endpoints of its own, so that several cases
// run side by side and what was seen of each stays apart. A hostname is a kind of rule.
import {
  exact,
  gateway,
  gatewayClass,
  http,
  type Manifest,
  prefix,
  redirect,
  route,
  to,
  type WrittenFilter,
  type WrittenRule,
} from '../scenarios/objects.ts'
import { serviceOf, sliceOf } from '../scenarios/world.ts'

const namespace = 'infra'

export interface LanePorts {
  /** Of the endpoint that answers, and of the one that gets copies. */
  readonly main: number
  readonly mirror: number
  /** Of the endpoint of HTTP/2. */
  readonly http2: number
}

/** Ports as listeners name them; none but these are below `portsOf(lanes)`. */
export function listenerPorts(lane: number): { readonly http: number; readonly https: number } {
  return { http: 500 + 2 * lane, https: 501 + 2 * lane }
}

export function portsOf(lanes: number): number {
  return listenerPorts(lanes).http
}

/** `dead`: a port on which nobody listens. */
export function manifestsOf(lanes: readonly LanePorts[], dead: number): readonly Manifest[] {
  return [
    gatewayClass(),
    ...['dead', 'none'].map((name) => serviceOf(namespace, name)),
    sliceOf({ namespace, service: 'dead' }, [dead]),
    ...lanes.flatMap(laneManifests),
  ]
}

function laneManifests({ main, mirror, http2 }: LanePorts, lane: number): readonly Manifest[] {
  const own = { main: `main-${lane}`, mirror: `mirror-${lane}` }
  const h2c = `h2c-${lane}`
  const ports = listenerPorts(lane)
  const listeners = [
    http({ port: ports.http }),
    // Its certificate is for one name; it serves all.
    {
      name: 'https',
      protocol: 'HTTPS',
      port: ports.https,
      tls: { certificateRefs: [{ name: 'a-cert' }] },
    },
  ]
  const parents = [{ name: `lane-${lane}` }]
  return [
    gateway({ name: `lane-${lane}`, listeners }),
    ...Object.values(own).map((name) => serviceOf(namespace, name)),
    sliceOf({ namespace, service: own.main }, [main]),
    sliceOf({ namespace, service: own.mirror }, [mirror]),
    serviceOf(namespace, h2c, { ports: [{ port: 8080, appProtocol: 'kubernetes.io/h2c' }] }),
    sliceOf({ namespace, service: h2c }, [http2]),
    ...Object.entries(grpcRulesOf(h2c)).map(([name, rules]) =>
      route({
        kind: 'GRPCRoute',
        name: `${name}-${lane}`,
        parents,
        hostnames: [`${name}.test`],
        rules,
      }),
    ),
    ...Object.entries(http2RulesOf(h2c)).map(([kind, rules]) =>
      route({ name: `${kind}-${lane}`, parents, hostnames: [`${kind}.test`], rules }),
    ),
    ...Object.entries(rulesOf(own)).map(([kind, rules]) =>
      route({ name: `${kind}-${lane}`, parents, hostnames: [`${kind}.test`], rules }),
    ),
  ]
}

interface OwnServices {
  readonly main: string
  readonly mirror: string
}

/** By the first label of their hostname. */
function rulesOf({ main, mirror }: OwnServices): Readonly<Record<string, readonly WrittenRule[]>> {
  const backendRefs = [to(main)]
  const filtered = (...filters: readonly WrittenFilter[]): readonly WrittenRule[] => [
    { filters, backendRefs },
  ]
  return {
    a: [{ backendRefs }],
    headers: filtered(
      {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: {
          set: [{ name: 'X-Set', value: 'by rule' }],
          add: [{ name: 'X-Added', value: 'by rule' }],
          remove: ['X-Removed'],
        },
      },
      {
        type: 'ResponseHeaderModifier',
        responseHeaderModifier: {
          set: [{ name: 'X-Set', value: 'by rule' }],
          add: [{ name: 'Set-Cookie', value: 'rule=1' }],
          remove: ['Server'],
        },
      },
    ),
    rewrite: [
      {
        matches: [prefix('/old')],
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: {
              hostname: 'inner.test',
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' },
            },
          },
        ],
        backendRefs,
      },
    ],
    redirect: [
      redirect('/', { scheme: 'https', hostname: 'b.test', statusCode: 302 }),
      redirect('/port', { port: 8443, path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } }),
    ],
    mirror: filtered({
      type: 'RequestMirror',
      requestMirror: { backendRef: to(mirror) },
    }),
    retry: [{ retry: { attempts: 1, codes: [503], backoff: '1ms' }, backendRefs }],
    timeout: [{ timeouts: { request: '10s', backendRequest: '5s' }, backendRefs }],
    cors: filtered({
      type: 'CORS',
      cors: { allowOrigins: ['https://shop.test'], allowMethods: ['GET', 'PUT'], maxAge: 60 },
    }),
    match: [
      { matches: [{ ...exact('/exact'), method: 'GET' }], backendRefs },
      { matches: [{ headers: [{ name: 'X-Version', value: 'two' }] }], backendRefs },
      { matches: [{ queryParams: [{ name: 'q', value: 'a b' }] }], backendRefs },
      { matches: [{ path: { type: 'RegularExpression', value: '/n[0-9]+' } }], backendRefs },
    ],
    each: [
      {
        backendRefs: [
          to(main, {
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: { set: [{ name: 'X-Backend', value: 'main' }] },
              },
            ],
          }),
        ],
      },
    ],
    dead: [{ backendRefs: [to('dead')] }],
    none: [{ backendRefs: [to('none')] }],
    invalid: [{ backendRefs: [to('nowhere')] }],
    empty: [{}],
  }
}

const changed: readonly WrittenFilter[] = [
  {
    type: 'RequestHeaderModifier',
    requestHeaderModifier: { set: [{ name: 'X-Set', value: 'by rule' }], remove: ['X-Removed'] },
  },
  {
    type: 'ResponseHeaderModifier',
    responseHeaderModifier: { add: [{ name: 'X-Added', value: 'by rule' }], remove: ['Server'] },
  },
]

/** Those whose endpoints speak HTTP/2. */
function http2RulesOf(service: string): Readonly<Record<string, readonly WrittenRule[]>> {
  const backendRefs = [to(service)]
  return {
    h2c: [{ backendRefs }],
    'h2c-headers': [{ filters: changed, backendRefs }],
    'h2c-timeout': [{ timeouts: { request: '10s', backendRequest: '5s' }, backendRefs }],
  }
}

function grpcRulesOf(service: string): Readonly<Record<string, readonly WrittenRule[]>> {
  const backendRefs = [to(service)]
  return {
    grpc: [{ backendRefs }],
    'grpc-headers': [{ filters: changed, backendRefs }],
    'grpc-dead': [{ backendRefs: [to('dead')] }],
    'grpc-none': [{ backendRefs: [to('none')] }],
    'grpc-invalid': [{ backendRefs: [to('nowhere')] }],
  }
}

/** Every kind of rule, and a name that no route has. */
export const hostnames: readonly string[] = [
  ...Object.keys(rulesOf({ main: '', mirror: '' })),
  'unknown',
].map((kind) => `${kind}.test`)
