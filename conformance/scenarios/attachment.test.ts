// Whether a route and a Gateway find each other, and what the status says (shared_types.go,
// ParentReference; gateway_types.go, AllowedRoutes).
import { allowAll, gateway, http, prefix, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const everything = (name: string) => [{ backendRefs: [to(name)] }]
const gone = { status: 404 }

scenario({
  name: 'HTTPRouteCrossNamespace',
  says: 'a Gateway that allows all namespaces takes a route of another one',
  objects: [
    gateway({ listeners: [http(allowAll)] }),
    route({
      namespace: 'web',
      parents: [{ name: 'gateway', namespace: 'infra' }],
      rules: everything('web'),
    }),
  ],
  requests: [get('http://a.example/', 'web/web')],
  conditions: isFine('HTTPRoute web/route'),
})

scenario({
  name: 'HTTPRouteCrossNamespace',
  says: 'a selector lets in namespaces with its labels, and no others',
  objects: [
    gateway({
      listeners: [
        http({
          allowedRoutes: {
            namespaces: { from: 'Selector', selector: { matchLabels: { team: 'web' } } },
          },
        }),
      ],
    }),
    route({
      namespace: 'web',
      parents: [{ name: 'gateway', namespace: 'infra' }],
      hostnames: ['web.example'],
      rules: everything('web'),
    }),
    route({
      namespace: 'app',
      parents: [{ name: 'gateway', namespace: 'infra' }],
      hostnames: ['app.example'],
      rules: everything('app'),
    }),
  ],
  requests: [get('http://web.example/', 'web/web'), get('http://app.example/', gone)],
  conditions: [
    ...isFine('HTTPRoute web/route'),
    condition('HTTPRoute app/route', 'Accepted=False/NotAllowedByListeners'),
  ],
})

scenario({
  name: 'HTTPRouteInvalidCrossNamespaceParentRef',
  says: 'a Gateway of its own namespace only does not take a route of another',
  objects: [
    gateway(),
    route({
      namespace: 'web',
      parents: [{ name: 'gateway', namespace: 'infra' }],
      rules: everything('web'),
    }),
  ],
  requests: [get('http://a.example/', gone)],
  conditions: [
    condition('HTTPRoute web/route', 'Accepted=False/NotAllowedByListeners'),
    condition('Gateway infra/gateway', 'Accepted=True/Accepted', {
      listener: 'http',
      attachedRoutes: 0,
    }),
  ],
})

scenario({
  name: 'HTTPRouteInvalidParentRefNotMatchingSectionName',
  says: 'a listener that is not there takes no routes',
  objects: [
    gateway(),
    route({ parents: [{ name: 'gateway', sectionName: 'nowhere' }], rules: everything('one') }),
  ],
  requests: [get('http://a.example/', gone)],
  conditions: [condition('HTTPRoute infra/route', 'Accepted=False/NoMatchingParent')],
})

scenario({
  name: 'HTTPRouteInvalidParentRefNotMatchingListenerPort',
  says: 'a port on which the Gateway does not listen takes no routes',
  objects: [
    gateway(),
    route({ parents: [{ name: 'gateway', port: 81 }], rules: everything('one') }),
  ],
  requests: [get('http://a.example/', gone)],
  conditions: [condition('HTTPRoute infra/route', 'Accepted=False/NoMatchingParent')],
})

scenario({
  name: 'HTTPRouteInvalidParentRefSectionNameNotMatchingPort',
  says: 'sectionName and port must be of one listener',
  objects: [
    gateway({ listeners: [http(), http({ name: 'other', port: 8080 })] }),
    route({
      parents: [{ name: 'gateway', sectionName: 'http', port: 8080 }],
      rules: everything('one'),
    }),
  ],
  requests: [get('http://a.example/', gone)],
  conditions: [condition('HTTPRoute infra/route', 'Accepted=False/NoMatchingParent')],
})

scenario({
  name: 'HTTPRouteDisallowedKind',
  says: 'a listener with no kind of route that is served takes no HTTPRoute',
  objects: [
    gateway({ listeners: [http({ allowedRoutes: { kinds: [{ kind: 'TLSRoute' }] } })] }),
    route({ rules: everything('one') }),
  ],
  conditions: [
    condition('HTTPRoute infra/route', 'Accepted=False/NotAllowedByListeners'),
    condition('Gateway infra/gateway', 'ResolvedRefs=False/InvalidRouteKinds', {
      listener: 'http',
      attachedRoutes: 0,
    }),
  ],
})

scenario({
  name: 'GatewayInvalidRouteKind',
  says: 'beside a kind that nobody knows, the known one is served',
  objects: [
    gateway({
      listeners: [
        http({ allowedRoutes: { kinds: [{ kind: 'InvalidRoute' }, { kind: 'HTTPRoute' }] } }),
      ],
    }),
    route({ rules: everything('one') }),
  ],
  conditions: [
    condition('Gateway infra/gateway', 'ResolvedRefs=False/InvalidRouteKinds', {
      listener: 'http',
    }),
    condition('HTTPRoute infra/route', 'Accepted=True/Accepted'),
  ],
})

scenario({
  name: 'GatewayInvalidListenersUnsupportedProtocol',
  says: 'a listener of an unknown protocol is not accepted, its neighbour serves',
  objects: [
    gateway({
      listeners: [http(), { name: 'odd', protocol: 'example.com/odd', port: 81 }],
    }),
    route({ rules: everything('one') }),
  ],
  requests: [get('http://a.example/', 'infra/one')],
  conditions: [
    condition('Gateway infra/gateway', 'Accepted=False/UnsupportedProtocol', { listener: 'odd' }),
    condition('Gateway infra/gateway', 'Accepted=True/ListenersNotValid'),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', { listener: 'http' }),
  ],
})

scenario({
  name: 'GatewayWithAttachedRoutes',
  says: 'attachedRoutes counts a route once for each listener, however broken its backends are',
  objects: [
    gateway({
      listeners: [http({ hostname: 'a.example' }), http({ name: 'b', hostname: 'b.example' })],
    }),
    route({ name: 'both', rules: everything('one') }),
    route({ name: 'only-a', hostnames: ['a.example'], rules: everything('nowhere') }),
  ],
  conditions: [
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
      listener: 'http',
      attachedRoutes: 2,
    }),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
      listener: 'b',
      attachedRoutes: 1,
    }),
  ],
})

scenario({
  name: 'GatewayModifyListeners',
  says: 'listeners come and go in the running gateway, the others are not touched',
  objects: [gateway(), route({ rules: everything('one') })],
  requests: [
    get('http://a.example/', 'infra/one'),
    get('http://a.example:8080/', { refused: true }),
  ],
  afterwards: [
    {
      objects: [
        gateway({ listeners: [http(), http({ name: 'second', port: 8080 })] }),
        route({ rules: everything('one') }),
      ],
      requests: [get('http://a.example/', 'infra/one'), get('http://a.example:8080/', 'infra/one')],
      conditions: [
        condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
          listener: 'second',
          attachedRoutes: 1,
        }),
      ],
    },
    {
      objects: [
        gateway({ listeners: [http({ name: 'second', port: 8080 })] }),
        route({ rules: everything('one') }),
      ],
      requests: [
        get('http://a.example/', { refused: true }),
        get('http://a.example:8080/', 'infra/one'),
      ],
    },
  ],
})

scenario({
  name: 'HTTPRouteObservedGenerationBump',
  says: 'a changed route is served as it is now, and its conditions are about it',
  objects: [gateway(), route({ rules: everything('one') })],
  requests: [get('http://a.example/', 'infra/one')],
  conditions: isFine('HTTPRoute infra/route', { observedGeneration: 1 }),
  afterwards: [
    {
      objects: [gateway(), route({ rules: everything('two') })],
      requests: [get('http://a.example/', 'infra/two')],
      conditions: isFine('HTTPRoute infra/route', { observedGeneration: 2 }),
    },
    {
      objects: [gateway(), route({ rules: everything('nowhere') })],
      requests: [get('http://a.example/', 500)],
      conditions: [
        condition('HTTPRoute infra/route', 'ResolvedRefs=False/BackendNotFound', {
          observedGeneration: 3,
        }),
      ],
    },
    { objects: [gateway()], requests: [get('http://a.example/', 404)] },
  ],
})

scenario({
  name: 'GatewayObservedGenerationBump',
  says: 'a changed Gateway has conditions about what it is now',
  objects: [gateway()],
  conditions: [
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', { observedGeneration: 1 }),
  ],
  afterwards: [
    {
      objects: [gateway({ listeners: [http(), http({ name: 'second', port: 8080 })] })],
      conditions: [
        condition('Gateway infra/gateway', 'Accepted=True/Accepted', { observedGeneration: 2 }),
        condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
          observedGeneration: 2,
        }),
        condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
          listener: 'second',
          observedGeneration: 2,
        }),
      ],
    },
  ],
})

scenario({
  name: 'GatewayInvalidParametersRef',
  says: 'parameters that nobody reads are said, and not silently left out',
  objects: [
    gateway({
      infrastructure: {
        parametersRef: { group: 'no.example', kind: 'Parameters', name: 'nowhere' },
      },
    }),
  ],
  conditions: [condition('Gateway infra/gateway', 'Accepted=False/InvalidParameters')],
})

scenario({
  name: 'HTTPRouteMultipleGateways',
  says: 'a route with two parents has a status for each and is served by each',
  objects: [
    gateway({ name: 'left' }),
    gateway({ name: 'right', listeners: [http({ port: 8080 })] }),
    route({
      parents: [
        { name: 'left' },
        { name: 'right', sectionName: 'http' },
        { name: 'right', sectionName: 'nowhere' },
      ],
      rules: [{ matches: [prefix('/x')], backendRefs: [to('one')] }],
    }),
  ],
  requests: [get('http://a.example/x', 'infra/one'), get('http://a.example:8080/x', 'infra/one')],
  conditions: [
    condition('HTTPRoute infra/route', 'Accepted=True/Accepted', { parent: 'left' }),
    condition('HTTPRoute infra/route', 'Accepted=True/Accepted', {
      parent: 'right',
      sectionName: 'http',
    }),
    condition('HTTPRoute infra/route', 'Accepted=False/NoMatchingParent', {
      parent: 'right',
      sectionName: 'nowhere',
    }),
  ],
})
