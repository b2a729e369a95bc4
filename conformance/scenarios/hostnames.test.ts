// Hostnames of listeners and routes put together (httproute_types.go, Hostnames; gateway_types.go,
// Listener.Hostname and "listener isolation").
import { gateway, http, prefix, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const everything = (name: string) => [{ backendRefs: [to(name)] }]

scenario({
  name: 'HTTPRouteHostnameIntersection',
  says: 'only hostnames within a listener of the Gateway are served',
  objects: [
    gateway({
      listeners: [
        http({ name: 'exact', hostname: 'very.specific.example' }),
        http({ name: 'wild', hostname: '*.wild.example' }),
        http({ name: 'other', hostname: '*.other.example' }),
      ],
    }),
    route({
      name: 'exact-in-exact',
      hostnames: ['none.example', '*.none.example', 'very.specific.example'],
      rules: [{ matches: [prefix('/1')], backendRefs: [to('one')] }],
    }),
    route({
      name: 'exact-in-wild',
      hostnames: ['none.example', 'wild.example', 'a.wild.example', 'a.b.wild.example'],
      rules: [{ matches: [prefix('/2')], backendRefs: [to('two')] }],
    }),
    route({
      name: 'wild-around-exact',
      hostnames: ['none.example', '*.specific.example'],
      rules: [{ matches: [prefix('/3')], backendRefs: [to('three')] }],
    }),
    route({
      name: 'wild-in-wild',
      hostnames: ['*.other.example'],
      rules: [{ matches: [prefix('/4')], backendRefs: [to('one')] }],
    }),
    route({
      name: 'nowhere',
      hostnames: ['wild.example', 'specific.but.wrong.example'],
      rules: [{ matches: [prefix('/5')], backendRefs: [to('two')] }],
    }),
  ],
  requests: [
    get('http://very.specific.example/1', 'infra/one'),
    get('http://none.example/1', 404),
    get('http://a.none.example/1', 404),
    get('http://a.wild.example/2', 'infra/two'),
    get('http://a.b.wild.example/2', 'infra/two'),
    get('http://c.wild.example/2', 404),
    get('http://wild.example/2', 404),
    get('http://very.specific.example/3', 'infra/three'),
    get('http://not.specific.example/3', 404),
    get('http://a.other.example/4', 'infra/one'),
    get('http://a.b.other.example/4', 'infra/one'),
    get('http://other.example/4', 404),
    get('http://wild.example/5', 404),
    get('http://very.specific.example/5', 404),
  ],
  conditions: [
    ...isFine('HTTPRoute infra/exact-in-exact'),
    ...isFine('HTTPRoute infra/exact-in-wild'),
    ...isFine('HTTPRoute infra/wild-around-exact'),
    ...isFine('HTTPRoute infra/wild-in-wild'),
    condition('HTTPRoute infra/nowhere', 'Accepted=False/NoMatchingListenerHostname'),
    condition('Gateway infra/gateway', 'Accepted=True/Accepted', {
      listener: 'exact',
      attachedRoutes: 2,
    }),
    condition('Gateway infra/gateway', 'Accepted=True/Accepted', {
      listener: 'wild',
      attachedRoutes: 1,
    }),
  ],
})

scenario({
  name: 'HTTPRouteHostnameIntersection',
  says: 'a listener without hostname takes every hostname of a route, and no other',
  objects: [
    gateway(),
    route({ hostnames: ['a.example', '*.b.example'], rules: everything('one') }),
  ],
  requests: [
    get('http://a.example/', 'infra/one'),
    get('http://A.Example/', 'infra/one'),
    get('http://x.b.example/', 'infra/one'),
    get('http://b.example/', 404),
    get('http://x.a.example/', 404),
  ],
})

scenario({
  name: 'HTTPRouteListenerHostnameMatching',
  says: 'a route goes to the listener that it names, and the most specific listener takes a request',
  objects: [
    gateway({
      listeners: [
        http({ name: 'bar', hostname: 'bar.example' }),
        http({ name: 'foo-bar', hostname: 'foo.bar.example' }),
        http({ name: 'wild-bar', hostname: '*.bar.example' }),
        http({ name: 'wild-foo', hostname: '*.foo.example' }),
      ],
    }),
    route({
      name: 'a',
      parents: [{ name: 'gateway', sectionName: 'bar' }],
      rules: everything('one'),
    }),
    route({
      name: 'b',
      parents: [{ name: 'gateway', sectionName: 'foo-bar' }],
      rules: everything('two'),
    }),
    route({
      name: 'c',
      parents: [
        { name: 'gateway', sectionName: 'wild-bar' },
        { name: 'gateway', sectionName: 'wild-foo' },
      ],
      rules: everything('three'),
    }),
  ],
  requests: [
    get('http://bar.example/', 'infra/one'),
    get('http://foo.bar.example/', 'infra/two'),
    get('http://baz.bar.example/', 'infra/three'),
    get('http://bo.bo.bar.example/', 'infra/three'),
    get('http://multi.sub.foo.example/', 'infra/three'),
    get('http://foo.example/', 404),
    get('http://no.match.example/', 404),
  ],
})

scenario({
  name: 'GatewayHTTPListenerIsolation',
  says: 'a request goes to one listener, and is answered 404 rather than by the next one',
  objects: [
    gateway({
      listeners: [
        http({ name: 'empty' }),
        http({ name: 'wild', hostname: '*.example.com' }),
        http({ name: 'foo', hostname: '*.foo.example.com' }),
        http({ name: 'abc', hostname: 'abc.foo.example.com' }),
      ],
    }),
    ...['empty', 'wild', 'foo', 'abc'].map((name) =>
      route({
        name,
        parents: [{ name: 'gateway', sectionName: name }],
        rules: [{ matches: [prefix(`/${name}`)], backendRefs: [to('one')] }],
      }),
    ),
  ],
  requests: Object.entries({
    'bar.com': 'empty',
    'bar.example.com': 'wild',
    'bar.foo.example.com': 'foo',
    'abc.foo.example.com': 'abc',
  }).flatMap(([host, owner]) =>
    ['empty', 'wild', 'foo', 'abc'].map((path) =>
      get(`http://${host}/${path}`, path === owner ? 'infra/one' : 404),
    ),
  ),
})

scenario({
  name: 'GatewayHTTPListenerIsolation',
  says: 'it holds where routes name the same hostnames as the listeners',
  objects: [
    gateway({
      listeners: [
        http({ name: 'empty' }),
        http({ name: 'wild', hostname: '*.example.com' }),
        http({ name: 'foo', hostname: '*.foo.example.com' }),
      ],
    }),
    route({
      name: 'empty',
      parents: [{ name: 'gateway', sectionName: 'empty' }],
      hostnames: ['bar.com', '*.example.com', '*.foo.example.com'],
      rules: [{ matches: [prefix('/empty')], backendRefs: [to('one')] }],
    }),
    route({
      name: 'wild',
      parents: [{ name: 'gateway', sectionName: 'wild' }],
      hostnames: ['*.example.com', '*.foo.example.com'],
      rules: [{ matches: [prefix('/wild')], backendRefs: [to('two')] }],
    }),
    route({
      name: 'foo',
      parents: [{ name: 'gateway', sectionName: 'foo' }],
      hostnames: ['*.foo.example.com'],
      rules: [{ matches: [prefix('/foo')], backendRefs: [to('three')] }],
    }),
  ],
  requests: [
    get('http://bar.com/empty', 'infra/one'),
    get('http://bar.com/wild', 404),
    get('http://bar.example.com/empty', 404),
    get('http://bar.example.com/wild', 'infra/two'),
    get('http://bar.foo.example.com/empty', 404),
    get('http://bar.foo.example.com/wild', 404),
    get('http://bar.foo.example.com/foo', 'infra/three'),
    get('http://other.com/empty', 404),
  ],
})

scenario({
  name: 'HTTPRouteListenerPortMatching',
  says: 'a route goes to the port that it names, the port in Host plays no part',
  objects: [
    gateway({
      listeners: [
        http({ name: 'foo-80', hostname: 'foo.example' }),
        http({ name: 'foo-8080', port: 8080, hostname: 'foo.example' }),
        http({ name: 'bar-8080', port: 8080, hostname: 'bar.example' }),
        http({ name: 'foo-8090', port: 8090, hostname: 'foo.example' }),
        http({ name: 'bar-8090', port: 8090, hostname: 'bar.example' }),
      ],
    }),
    route({
      name: 'a',
      parents: [{ name: 'gateway', sectionName: 'foo-80' }],
      rules: everything('one'),
    }),
    route({ name: 'b', parents: [{ name: 'gateway', port: 8080 }], rules: everything('two') }),
    route({
      name: 'c',
      parents: [{ name: 'gateway', port: 8090, sectionName: 'foo-8090' }],
      rules: everything('three'),
    }),
  ],
  requests: [
    get('http://foo.example/', 'infra/one'),
    get('http://bar.example/', 404),
    get('http://foo.example:8080/', 'infra/two'),
    get('http://bar.example:8080/', 'infra/two'),
    get('http://foo.example:8090/', 'infra/three'),
    get('http://bar.example:8090/', 404),
    get('http://foo.example:8080/', 'infra/two', { headers: { host: 'foo.example:8090' } }),
  ],
  conditions: [
    ...isFine('HTTPRoute infra/a'),
    ...isFine('HTTPRoute infra/b'),
    ...isFine('HTTPRoute infra/c'),
  ],
})
