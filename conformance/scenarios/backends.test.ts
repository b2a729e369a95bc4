// Where a rule's requests go, and what happens where the reference is wrong (httproute_types.go,
// HTTPRouteRule.BackendRefs; object_reference_types.go; referencegrant_types.go).
import { exact, gateway, grant, prefix, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'
import { serviceOf, sliceOf } from './world.ts'

const everything = [prefix('/')]

scenario({
  name: 'HTTPRouteInvalidNonExistentBackendRef',
  says: 'a Service that is not there is answered with 500, and said',
  objects: [gateway(), route({ rules: [{ backendRefs: [to('nonexistent')] }] })],
  requests: [get('http://a.example/', 500), get('http://a.example/', 500, { protocol: 'h2' })],
  conditions: [
    condition('HTTPRoute infra/route', 'Accepted=True/Accepted'),
    condition('HTTPRoute infra/route', 'ResolvedRefs=False/BackendNotFound'),
  ],
})

scenario({
  name: 'HTTPRouteInvalidBackendRefUnknownKind',
  says: 'a backend of an unknown kind is answered with 500, and said',
  objects: [
    gateway(),
    route({ rules: [{ backendRefs: [to('one', { group: 'no.example', kind: 'Thing' })] }] }),
  ],
  requests: [get('http://a.example/', 500)],
  conditions: [condition('HTTPRoute infra/route', 'ResolvedRefs=False/InvalidKind')],
})

scenario({
  name: 'HTTPRouteInvalidCrossNamespaceBackendRef',
  says: 'a Service of another namespace needs a grant',
  objects: [gateway(), route({ rules: [{ backendRefs: [to('web', { namespace: 'web' })] }] })],
  requests: [get('http://a.example/', 500)],
  conditions: [condition('HTTPRoute infra/route', 'ResolvedRefs=False/RefNotPermitted')],
})

const fromInfra = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'infra' }
const toWeb = route({ rules: [{ backendRefs: [to('web', { namespace: 'web' })] }] })

scenario({
  name: 'HTTPRouteReferenceGrant',
  says: 'a grant lets requests through, and they end when it is taken back',
  objects: [
    gateway(),
    toWeb,
    grant({ namespace: 'web' }, { from: [fromInfra], to: [{ group: '', kind: 'Service' }] }),
  ],
  requests: [get('http://a.example/', 'web/web')],
  conditions: isFine('HTTPRoute infra/route'),
  afterwards: [
    {
      objects: [gateway(), toWeb],
      requests: [get('http://a.example/', 500)],
      conditions: [condition('HTTPRoute infra/route', 'ResolvedRefs=False/RefNotPermitted')],
    },
    {
      objects: [
        gateway(),
        toWeb,
        grant(
          { namespace: 'web' },
          { from: [fromInfra], to: [{ group: '', kind: 'Service', name: 'web' }] },
        ),
      ],
      requests: [get('http://a.example/', 'web/web')],
      conditions: isFine('HTTPRoute infra/route'),
    },
  ],
})

scenario({
  name: 'HTTPRouteInvalidReferenceGrant',
  says: 'a grant helps only where namespace, group, kind and name of both sides are right',
  objects: [
    gateway(),
    toWeb,
    grant(
      { name: 'other-service', namespace: 'web' },
      { from: [fromInfra], to: [{ group: '', kind: 'Service', name: 'other' }] },
    ),
    grant(
      { name: 'other-kind', namespace: 'web' },
      { from: [fromInfra], to: [{ group: '', kind: 'Secret' }] },
    ),
    grant(
      { name: 'other-group', namespace: 'web' },
      { from: [fromInfra], to: [{ group: 'no.example', kind: 'Service' }] },
    ),
    grant(
      { name: 'from-other-kind', namespace: 'web' },
      { from: [{ ...fromInfra, kind: 'GRPCRoute' }], to: [{ group: '', kind: 'Service' }] },
    ),
    grant(
      { name: 'from-other-namespace', namespace: 'web' },
      { from: [{ ...fromInfra, namespace: 'app' }], to: [{ group: '', kind: 'Service' }] },
    ),
    grant(
      { name: 'in-other-namespace', namespace: 'app' },
      { from: [fromInfra], to: [{ group: '', kind: 'Service' }] },
    ),
  ],
  requests: [get('http://a.example/', 500)],
  conditions: [condition('HTTPRoute infra/route', 'ResolvedRefs=False/RefNotPermitted')],
})

scenario({
  name: 'HTTPRoutePartiallyInvalidViaInvalidReferenceGrant',
  says: 'one rule without its grant does not stop the others',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/granted')],
          backendRefs: [to('web', { namespace: 'web' })],
        },
        {
          matches: [prefix('/not-granted')],
          backendRefs: [to('app', { namespace: 'app' })],
        },
        { matches: [prefix('/own')], backendRefs: [to('one')] },
      ],
    }),
    grant({ namespace: 'web' }, { from: [fromInfra], to: [{ group: '', kind: 'Service' }] }),
  ],
  requests: [
    get('http://a.example/granted', 'web/web'),
    get('http://a.example/not-granted', 500),
    get('http://a.example/own', 'infra/one'),
  ],
  conditions: [
    condition('HTTPRoute infra/route', 'Accepted=True/Accepted'),
    condition('HTTPRoute infra/route', 'ResolvedRefs=False/RefNotPermitted'),
  ],
})

scenario({
  name: 'HTTPRouteNoBackendRefs',
  says: 'a rule with no backendRefs answers 500, and nothing is unresolved',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/forward')], backendRefs: [to('one')] },
        { matches: [prefix('/omitted')] },
        { matches: [prefix('/empty')], backendRefs: [] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/forward', 'infra/one'),
    get('http://a.example/omitted', 500),
    get('http://a.example/empty', 500),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteWeight',
  says: 'requests are shared by weight, 0 means none',
  objects: [
    gateway(),
    route({
      rules: [
        {
          backendRefs: [
            to('one', { weight: 70 }),
            to('two', { weight: 30 }),
            to('three', { weight: 0 }),
          ],
        },
        {
          matches: [prefix('/default')],
          backendRefs: [to('one'), to('two', { weight: 3 })],
        },
      ],
    }),
  ],
  requests: [
    get(
      'http://a.example/',
      { status: 200, shares: { 'infra/one': 70, 'infra/two': 30, 'infra/three': 0 } },
      { times: 300 },
    ),
    get(
      'http://a.example/default',
      { status: 200, shares: { 'infra/one': 25, 'infra/two': 75 } },
      { times: 200 },
    ),
  ],
})

scenario({
  name: 'HTTPRouteWeight',
  says: 'an invalid backend keeps its share, which is answered with 500; all weights 0 is 500 too',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: everything,
          backendRefs: [to('one', { weight: 3 }), to('nonexistent', { weight: 1 })],
        },
        {
          matches: [prefix('/zero')],
          backendRefs: [to('one', { weight: 0 }), to('two', { weight: 0 })],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/', { shares: { 'infra/one': 75 } }, { times: 200 }),
    get('http://a.example/zero', 500),
  ],
})

scenario({
  name: 'HTTPRouteServiceTypes',
  says: 'headless Services and hand-made EndpointSlices are backends, ports found by name',
  objects: (world) => [
    gateway(),
    route({
      rules: ['manual', 'headless', 'named', 'empty'].map((name) => ({
        matches: [exact(`/${name}`)],
        backendRefs: [to(name)],
      })),
    }),
    serviceOf('infra', 'manual'),
    sliceOf({ namespace: 'infra', service: 'manual', name: 'manual-1' }, [
      world.portOf('infra/one'),
    ]),
    sliceOf({ namespace: 'infra', service: 'manual', name: 'manual-2' }, [
      world.portOf('infra/two'),
    ]),
    serviceOf('infra', 'headless', { clusterIP: 'None' }),
    sliceOf({ namespace: 'infra', service: 'headless' }, [world.portOf('infra/three')]),
    serviceOf('infra', 'named', {
      ports: [
        { name: 'other', port: 9090, targetPort: 'other' },
        { name: 'web', port: 8080, targetPort: 'web' },
      ],
    }),
    sliceOf({ namespace: 'infra', service: 'named' }, [], {
      ports: [
        { name: 'other', port: world.portOf('infra/two') },
        { name: 'web', port: world.portOf('infra/one') },
      ],
    }),
    serviceOf('infra', 'empty'),
  ],
  requests: [
    get(
      'http://a.example/manual',
      { status: 200, shares: { 'infra/one': 50, 'infra/two': 50 } },
      { times: 100 },
    ),
    get('http://a.example/headless', 'infra/three'),
    get('http://a.example/named', 'infra/one', { times: 10 }),
    get('http://a.example/empty', 503),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteServiceTypes',
  says: 'endpoints that are not ready get nothing, those that end and still serve are the fallback',
  objects: (world) => {
    const slice = (service: string, endpoints: readonly (readonly [string, object])[]) =>
      endpoints.map(([backend, conditions]) =>
        sliceOf(
          { namespace: 'infra', service, name: `${service}-${backend}` },
          [world.portOf(`infra/${backend}`)],
          { endpoints: [{ addresses: ['127.0.0.1'], conditions }] },
        ),
      )
    const terminating = { ready: false, serving: true, terminating: true }
    return [
      gateway(),
      route({
        rules: ['some', 'ending', 'none'].map((name) => ({
          matches: [exact(`/${name}`)],
          backendRefs: [to(name)],
        })),
      }),
      ...['some', 'ending', 'none'].map((name) => serviceOf('infra', name)),
      ...slice('some', [
        ['one', { ready: true }],
        ['two', { ready: false }],
        ['three', terminating],
      ]),
      ...slice('ending', [
        ['two', { ready: false }],
        ['three', terminating],
      ]),
      ...slice('none', [['two', { ready: false, serving: false, terminating: true }]]),
    ]
  },
  requests: [
    get('http://a.example/some', 'infra/one', { times: 10 }),
    get('http://a.example/ending', 'infra/three', { times: 10 }),
    get('http://a.example/none', 503),
  ],
})

scenario({
  name: 'HTTPRouteBackendProtocolH2C',
  says: 'appProtocol kubernetes.io/h2c means HTTP/2 to the backend, whatever the client speaks',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/h2c')], backendRefs: [to('h2c')] },
        { matches: [prefix('/plain')], backendRefs: [to('one')] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/h2c', { status: 200, backend: 'infra/h2c', proto: 'HTTP/2.0' }),
    get(
      'http://a.example/h2c?x=y',
      {
        status: 200,
        backend: 'infra/h2c',
        proto: 'HTTP/2.0',
        path: '/h2c?x=y',
        host: 'a.example',
      },
      { protocol: 'h2' },
    ),
    get(
      'http://a.example/h2c',
      { status: 200, proto: 'HTTP/2.0', method: 'POST' },
      { method: 'POST', body: 'some text' },
    ),
    get('http://a.example/plain', { status: 200, proto: 'HTTP/1.1' }, { protocol: 'h2' }),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteBackendProtocolWebSocket',
  says: 'WebSocket connections are passed on, with appProtocol kubernetes.io/ws and without',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/ws')], backendRefs: [to('ws')] },
        { matches: [prefix('/plain')], backendRefs: [to('one')] },
        { matches: [prefix('/missing')], backendRefs: [to('nonexistent')] },
      ],
    }),
  ],
  requests: [
    get(
      'http://a.example/ws',
      { status: 101, bodyHas: 'hello' },
      { protocol: 'websocket', body: 'hello' },
    ),
    get('http://a.example/plain', { status: 101, bodyHas: 'hello' }, { protocol: 'websocket' }),
    get('http://a.example/missing', 500, { protocol: 'websocket' }),
    get('http://a.example/none', 404, { protocol: 'websocket' }),
    get('http://a.example/ws', 'infra/ws'),
  ],
})
