// Which rule a request meets (httproute_types.go, HTTPRouteMatch and HTTPRouteRule.Matches).
import { exact, gateway, prefix, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

scenario({
  name: 'HTTPRouteSimpleSameNamespace',
  says: 'a route without hostnames and matches takes every request',
  objects: [gateway(), route({ rules: [{ backendRefs: [to('one')] }] })],
  requests: [
    get('http://any.example/', 'infra/one'),
    get('http://other.example/deep/path?query', {
      status: 200,
      backend: 'infra/one',
      path: '/deep/path?query',
      host: 'other.example',
    }),
    get('http://any.example/', 'infra/one', { protocol: 'h2' }),
    get('http://any.example/', 'infra/one', { method: 'POST', body: 'hello' }),
  ],
  conditions: [
    condition('GatewayClass rauta', 'Accepted=True/Accepted'),
    condition('Gateway infra/gateway', 'Accepted=True/Accepted'),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed'),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', {
      listener: 'http',
      attachedRoutes: 1,
    }),
    ...isFine('HTTPRoute infra/route'),
  ],
})

scenario({
  name: 'HTTPRouteExactPathMatching',
  says: 'an exact path is met by itself alone',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [exact('/one')], backendRefs: [to('one')] },
        { matches: [exact('/two')], backendRefs: [to('two')] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/one', 'infra/one'),
    get('http://a.example/two', 'infra/two'),
    get('http://a.example/two?with=query', 'infra/two'),
    get('http://a.example/', 404),
    get('http://a.example/one/', 404),
    get('http://a.example/one/more', 404),
    get('http://a.example/onemore', 404),
    get('http://a.example/ONE', 404),
    get('http://a.example/%6fne', 'infra/one'),
    get('http://a.example/%4Fne', 404),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRoutePathMatchOrder',
  says: 'exact before prefix, and the longer prefix first, in whatever order they stand',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/a')], backendRefs: [to('three')] },
        { matches: [prefix('/a/b/')], backendRefs: [to('one')] },
        { matches: [prefix('/a/b/c')], backendRefs: [to('two')] },
        { matches: [exact('/a/b')], backendRefs: [to('three')] },
        { matches: [exact('/a')], backendRefs: [to('one')] },
        { matches: [exact('/a/b/c')], backendRefs: [to('one')] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/a', 'infra/one'),
    get('http://a.example/a/x', 'infra/three'),
    get('http://a.example/a/b', 'infra/three'),
    get('http://a.example/a/b/', 'infra/one'),
    get('http://a.example/a/b/x', 'infra/one'),
    get('http://a.example/a/b/c', 'infra/one'),
    get('http://a.example/a/b/c/', 'infra/two'),
    get('http://a.example/a/b/c/x', 'infra/two'),
    get('http://a.example/a/bc', 'infra/three'),
  ],
})

scenario({
  name: 'HTTPRouteMatching',
  says: 'matches of a rule are alternatives, what stands in one match is needed together',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/'), { headers: [{ name: 'Version', value: 'one' }] }],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/v2'), { headers: [{ name: 'Version', value: 'two' }] }],
          backendRefs: [to('two')],
        },
        {
          matches: [{ ...prefix('/v3'), headers: [{ name: 'Version', value: 'three' }] }],
          backendRefs: [to('three')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/', 'infra/one'),
    get('http://a.example/else', 'infra/one'),
    get('http://a.example/', 'infra/one', { headers: { Version: 'one' } }),
    get('http://a.example/v2', 'infra/two'),
    get('http://a.example/v2/more', 'infra/two'),
    get('http://a.example/v2example', 'infra/one'),
    get('http://a.example/', 'infra/two', { headers: { Version: 'two' } }),
    get('http://a.example/v2', 'infra/two', { headers: { Version: 'one' } }),
    get('http://a.example/v3', 'infra/three', { headers: { Version: 'three' } }),
    get('http://a.example/v3', 'infra/one'),
    get('http://a.example/', 'infra/one', { headers: { Version: 'three' } }),
  ],
})

scenario({
  name: 'HTTPRouteMatchingAcrossRoutes',
  says: 'rules of several routes for one hostname are one table',
  objects: [
    gateway(),
    route({
      name: 'part-1',
      hostnames: ['a.example', 'b.example'],
      rules: [
        {
          matches: [prefix('/'), { headers: [{ name: 'Version', value: 'one' }] }],
          backendRefs: [to('one')],
        },
      ],
    }),
    route({
      name: 'part-2',
      hostnames: ['a.example'],
      rules: [
        {
          matches: [prefix('/v2'), { headers: [{ name: 'Version', value: 'two' }] }],
          backendRefs: [to('two')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/', 'infra/one'),
    get('http://a.example/', 'infra/one', { headers: { Version: 'one' } }),
    get('http://b.example/', 'infra/one'),
    get('http://b.example/v2', 'infra/one'),
    get('http://b.example/', 'infra/one', { headers: { Version: 'two' } }),
    get('http://a.example/v2', 'infra/two'),
    get('http://a.example/v2/more', 'infra/two'),
    get('http://a.example/', 'infra/two', { headers: { Version: 'two' } }),
    get('http://c.example/v2', 404),
  ],
})

scenario({
  name: 'HTTPRouteMatchingAcrossRoutes',
  says: 'of alike matches the older route wins, then the first by name, then the first rule',
  objects: [
    gateway(),
    route({
      name: 'a-younger',
      creationTimestamp: '2026-02-01T00:00:00Z',
      rules: [{ matches: [prefix('/age')], backendRefs: [to('one')] }],
    }),
    route({
      name: 'b-older',
      creationTimestamp: '2026-01-01T00:00:00Z',
      rules: [
        { matches: [prefix('/age')], backendRefs: [to('two')] },
        { matches: [prefix('/name')], backendRefs: [to('two')] },
        { matches: [prefix('/name')], backendRefs: [to('three')] },
      ],
    }),
    route({
      name: 'c-as-old',
      creationTimestamp: '2026-01-01T00:00:00Z',
      rules: [{ matches: [prefix('/name')], backendRefs: [to('three')] }],
    }),
  ],
  requests: [get('http://a.example/age', 'infra/two'), get('http://a.example/name', 'infra/two')],
})

const header = (name: string, value: string) => ({ name, value })

scenario({
  name: 'HTTPRouteHeaderMatching',
  says: 'header names are compared without case, values with it, and more headers win',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [{ headers: [header('Version', 'one')] }], backendRefs: [to('one')] },
        { matches: [{ headers: [header('version', 'two')] }], backendRefs: [to('two')] },
        {
          matches: [{ headers: [header('VERSION', 'two'), header('Color', 'orange')] }],
          backendRefs: [to('one')],
        },
        {
          matches: [
            { headers: [header('color', 'blue')] },
            { headers: [header('color', 'green')] },
          ],
          backendRefs: [to('three')],
        },
        {
          matches: [
            { headers: [{ name: 'tenant', type: 'RegularExpression', value: 't-[0-9]+' }] },
          ],
          backendRefs: [to('two')],
        },
        {
          // "If multiple entries specify equivalent header names, only the first entry counts."
          matches: [{ headers: [header('twice', 'first'), header('Twice', 'second')] }],
          backendRefs: [to('three')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/', 'infra/one', { headers: { version: 'one' } }),
    get('http://a.example/', 'infra/two', { headers: { Version: 'two' } }),
    get('http://a.example/', 'infra/one', { headers: { Version: 'two', Color: 'orange' } }),
    get('http://a.example/', 'infra/two', { headers: { Version: 'two', Color: 'Orange' } }),
    get('http://a.example/', 'infra/three', { headers: { Color: 'blue' } }),
    get('http://a.example/', 'infra/three', { headers: { Color: 'green' } }),
    get('http://a.example/', 404, { headers: { Color: 'red' } }),
    get('http://a.example/', 404, { headers: { Version: 'One' } }),
    get('http://a.example/', 404, { headers: { Color: 'orange' } }),
    get('http://a.example/', 404),
    get('http://a.example/', 'infra/two', { headers: { tenant: 't-42' } }),
    get('http://a.example/', 404, { headers: { tenant: 'not-42' } }),
    get('http://a.example/', 404, { headers: { tenant: 't-42x' } }),
    get('http://a.example/', 'infra/three', { headers: { twice: 'first' } }),
    get('http://a.example/', 'infra/three', { headers: { color: 'green' }, protocol: 'h2' }),
  ],
})

const query = (name: string, value: string) => ({ name, value })

scenario({
  name: 'HTTPRouteQueryParamMatching',
  says: 'query parameters are found wherever they stand, by name and decoded value, with case',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [{ queryParams: [query('animal', 'whale')] }], backendRefs: [to('one')] },
        { matches: [{ queryParams: [query('animal', 'dolphin')] }], backendRefs: [to('two')] },
        {
          matches: [{ queryParams: [query('animal', 'dolphin'), query('color', 'blue')] }],
          backendRefs: [to('three')],
        },
        {
          matches: [{ ...prefix('/path'), queryParams: [query('animal', 'whale')] }],
          backendRefs: [to('three')],
        },
        {
          matches: [{ queryParams: [query('words', 'one two&three')] }],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/?animal=whale', 'infra/one'),
    get('http://a.example/?animal=dolphin', 'infra/two'),
    get('http://a.example/?color=blue&animal=dolphin', 'infra/three'),
    get('http://a.example/?animal=dolphin&color=yellow', 'infra/two'),
    get('http://a.example/?color=blue', 404),
    get('http://a.example/?animal=Whale', 404),
    get('http://a.example/?Animal=whale', 404),
    get('http://a.example/?animal=whales', 404),
    get('http://a.example/?xanimal=whale', 404),
    get('http://a.example/?animal=shark', 404),
    get('http://a.example/', 404),
    get('http://a.example/path?animal=whale', 'infra/three'),
    get('http://a.example/path/more?x&animal=whale', 'infra/three'),
    get('http://a.example/?words=one+two%26three', 'infra/one'),
    get('http://a.example/?words=one%20two%26three', 'infra/one'),
  ],
})

scenario({
  name: 'HTTPRouteMethodMatching',
  says: 'methods narrow a match and count less than the path, more than headers',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [{ method: 'POST' }], backendRefs: [to('one')] },
        { matches: [{ method: 'GET' }], backendRefs: [to('two')] },
        { matches: [{ ...prefix('/path'), method: 'GET' }], backendRefs: [to('three')] },
        { matches: [{ headers: [header('Version', 'one')] }], backendRefs: [to('three')] },
        {
          matches: [{ ...prefix('/path'), headers: [header('Version', 'one')] }],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/', 'infra/one', { method: 'POST' }),
    get('http://a.example/', 'infra/two'),
    get('http://a.example/', 404, { method: 'PUT' }),
    get('http://a.example/path', 'infra/three'),
    get('http://a.example/path', 'infra/one', { method: 'POST' }),
    get('http://a.example/', 'infra/two', { headers: { Version: 'one' } }),
    get('http://a.example/', 'infra/three', { method: 'PUT', headers: { Version: 'one' } }),
    get('http://a.example/path', 'infra/three', { headers: { Version: 'one' } }),
    get('http://a.example/path', 'infra/one', { method: 'PATCH', headers: { Version: 'one' } }),
    get('http://a.example/path', 'infra/three', { protocol: 'h2' }),
  ],
})

scenario({
  name: 'HTTPRouteNamedRule',
  says: 'a rule may have a name, and is served as one without',
  objects: [
    gateway(),
    route({
      rules: [
        { name: 'named', matches: [prefix('/named')], backendRefs: [to('one')] },
        { matches: [prefix('/unnamed')], backendRefs: [to('two')] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/named', 'infra/one'),
    get('http://a.example/unnamed', 'infra/two'),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteMatching',
  says: 'a regular expression describes the whole path, and stands between exact and prefix',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/item')], backendRefs: [to('one')] },
        {
          matches: [{ path: { type: 'RegularExpression', value: '/item/[0-9]+' } }],
          backendRefs: [to('two')],
        },
        { matches: [exact('/item/7')], backendRefs: [to('three')] },
      ],
    }),
  ],
  requests: [
    get('http://a.example/item/42', 'infra/two'),
    get('http://a.example/item/42?query', 'infra/two'),
    get('http://a.example/item/42/more', 'infra/one'),
    get('http://a.example/item/x42', 'infra/one'),
    get('http://a.example/item/7', 'infra/three'),
    get('http://a.example/x/item/42', 404),
  ],
})
