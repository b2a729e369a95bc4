// What filters do to requests and responses (httproute_types.go, HTTPHeaderFilter,
// HTTPURLRewriteFilter, HTTPRequestMirrorFilter).
import { gateway, prefix, route, to, type WrittenFilter } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const modifier = (
  type: 'RequestHeaderModifier' | 'ResponseHeaderModifier',
  changes: NonNullable<WrittenFilter['requestHeaderModifier']>,
): WrittenFilter =>
  type === 'RequestHeaderModifier'
    ? { type, requestHeaderModifier: changes }
    : { type, responseHeaderModifier: changes }

const allThree = {
  set: [{ name: 'X-Set', value: 'set' }],
  add: [
    { name: 'X-Add', value: 'added' },
    { name: 'X-Append', value: 'appended' },
  ],
  remove: ['X-Remove'],
}

scenario({
  name: 'HTTPRouteRequestHeaderModifier',
  says: 'request headers are set, added and removed, names compared without case',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/set')],
          filters: [modifier('RequestHeaderModifier', { set: allThree.set })],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/add')],
          filters: [modifier('RequestHeaderModifier', { add: allThree.add })],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/remove')],
          filters: [modifier('RequestHeaderModifier', { remove: allThree.remove })],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/all')],
          filters: [modifier('RequestHeaderModifier', allThree)],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/set', { status: 200, requestHeaders: { 'X-Set': 'set' } }),
    get(
      'http://a.example/set',
      { status: 200, requestHeaders: { 'X-Set': 'set', Other: 'kept' } },
      { headers: { 'x-set': 'before', other: 'kept' } },
    ),
    get('http://a.example/add', { status: 200, requestHeaders: { 'X-Add': 'added' } }),
    get(
      'http://a.example/add',
      { status: 200, requestHeaders: { 'X-Append': 'before, appended' } },
      { headers: { 'X-APPEND': 'before' } },
    ),
    get(
      'http://a.example/remove',
      { status: 200, requestHeaders: { 'X-Remove': null, 'X-Remove-Not': '1' } },
      { headers: { 'x-remove': 'before', 'x-remove-not': '1' } },
    ),
    get(
      'http://a.example/all',
      {
        status: 200,
        requestHeaders: { 'X-Set': 'set', 'X-Append': 'before, appended', 'X-Remove': null },
      },
      { headers: { 'x-set': 'before', 'x-append': 'before', 'x-remove': ['a', 'b'] } },
    ),
    get(
      'http://a.example/all',
      { status: 200, requestHeaders: { 'X-Set': 'set', 'X-Remove': null } },
      { headers: { 'x-set': 'before', 'x-remove': 'before' }, protocol: 'h2' },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

const asks = (value: string) => ({ headers: { 'X-Echo-Set-Header': value } })

scenario({
  name: 'HTTPRouteResponseHeaderModifier',
  says: 'response headers are set, added and removed, names compared without case',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/set')],
          filters: [modifier('ResponseHeaderModifier', { set: allThree.set })],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/all')],
          filters: [modifier('ResponseHeaderModifier', allThree)],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/set', { status: 200, headers: { 'x-set': 'set' } }, asks('x-set:before')),
    get(
      'http://a.example/all',
      {
        status: 200,
        headers: { 'x-set': 'set', 'x-add': 'added', 'x-append': 'before, appended' },
      },
      asks('x-append:before, x-set:before'),
    ),
    get(
      'http://a.example/all',
      { status: 200, headers: { 'x-remove': null, 'x-other': 'kept' } },
      asks('X-REMOVE:before, x-other:kept'),
    ),
    get(
      'http://a.example/all',
      { status: 200, headers: { 'x-remove': null, 'x-set': 'set' } },
      { ...asks('x-remove:before'), protocol: 'h2' },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteBackendRequestHeaderModifier',
  says: 'a filter of a backendRef changes the requests of that backend alone',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/all')],
          filters: [
            modifier('RequestHeaderModifier', { set: [{ name: 'X-Rule', value: 'rule' }] }),
          ],
          backendRefs: [to('one', { filters: [modifier('RequestHeaderModifier', allThree)] })],
        },
        { matches: [prefix('/none')], backendRefs: [to('one')] },
      ],
    }),
  ],
  requests: [
    get(
      'http://a.example/all',
      {
        status: 200,
        backend: 'infra/one',
        requestHeaders: {
          'X-Rule': 'rule',
          'X-Set': 'set',
          'X-Append': 'before, appended',
          'X-Remove': null,
        },
      },
      { headers: { 'x-append': 'before', 'x-remove': '1' } },
    ),
    get('http://a.example/none', {
      status: 200,
      requestHeaders: { 'X-Rule': null, 'X-Set': null },
    }),
  ],
})

scenario({
  name: 'HTTPRouteRequestHeaderModifierBackendWeights',
  says: 'each of several weighted backends gets its own headers',
  objects: [
    gateway(),
    route({
      rules: [
        {
          backendRefs: ['one', 'two'].map((name) =>
            to(name, {
              weight: 50,
              filters: [
                modifier('RequestHeaderModifier', { set: [{ name: 'X-Backend', value: name }] }),
              ],
            }),
          ),
        },
        {
          matches: [prefix('/only-two')],
          backendRefs: [
            to('one', { weight: 0 }),
            to('two', {
              filters: [
                modifier('RequestHeaderModifier', { set: [{ name: 'X-Backend', value: 'two' }] }),
              ],
            }),
          ],
        },
      ],
    }),
  ],
  requests: [
    get(
      'http://a.example/',
      { status: 200, shares: { 'infra/one': 50, 'infra/two': 50 } },
      { times: 100 },
    ),
    get(
      'http://a.example/only-two',
      { status: 200, backend: 'infra/two', requestHeaders: { 'X-Backend': 'two' } },
      { times: 10 },
    ),
  ],
})

scenario({
  name: 'HTTPRouteRewriteHost',
  says: 'the backend gets another Host, the client’s is kept in X-Forwarded-Host',
  objects: [
    gateway(),
    route({
      hostnames: ['rewrite.example'],
      rules: [
        {
          matches: [prefix('/one')],
          filters: [{ type: 'URLRewrite', urlRewrite: { hostname: 'one.example.org' } }],
          backendRefs: [to('one')],
        },
        {
          filters: [
            { type: 'URLRewrite', urlRewrite: { hostname: 'two.example.org' } },
            modifier('RequestHeaderModifier', allThree),
          ],
          backendRefs: [to('two')],
        },
      ],
    }),
  ],
  requests: [
    get('http://rewrite.example/one', {
      status: 200,
      backend: 'infra/one',
      host: 'one.example.org',
      requestHeaders: { 'X-Forwarded-Host': 'rewrite.example' },
    }),
    get(
      'http://rewrite.example/x?y=z',
      {
        status: 200,
        backend: 'infra/two',
        host: 'two.example.org',
        path: '/x?y=z',
        requestHeaders: { 'X-Set': 'set', 'X-Remove': null },
      },
      { headers: { 'x-remove': '1' } },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

const rewritePrefix = (value: string): WrittenFilter => ({
  type: 'URLRewrite',
  urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: value } },
})

const sees = (path: string) => ({ status: 200, backend: 'infra/one', path })

scenario({
  name: 'HTTPRouteRewritePath',
  says: 'the matched prefix or the whole path is replaced, the query stays',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/prefix/one')],
          filters: [rewritePrefix('/one')],
          backendRefs: [to('one')],
        },
        { matches: [prefix('/strip')], filters: [rewritePrefix('/')], backendRefs: [to('one')] },
        {
          matches: [prefix('/slash/')],
          filters: [rewritePrefix('/new/')],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/full')],
          filters: [
            {
              type: 'URLRewrite',
              urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/one' } },
            },
            modifier('RequestHeaderModifier', allThree),
          ],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    get('http://a.example/prefix/one/two', sees('/one/two')),
    get('http://a.example/prefix/one', sees('/one')),
    get('http://a.example/prefix/one/', sees('/one/')),
    get('http://a.example/prefix/one?a=/prefix/one', sees('/one?a=/prefix/one')),
    get('http://a.example/prefix/one/%C3%A9%2F', sees('/one/%C3%A9%2F')),
    get('http://a.example/strip/three', sees('/three')),
    get('http://a.example/strip', sees('/')),
    get('http://a.example/slash/x', sees('/new/x')),
    get('http://a.example/full/one/two?q', sees('/one?q')),
    get(
      'http://a.example/full/x',
      { ...sees('/one'), requestHeaders: { 'X-Set': 'set', 'X-Remove': null } },
      { headers: { 'x-remove': '1' } },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

const mirror = (name: string, share: object = {}): WrittenFilter => ({
  type: 'RequestMirror',
  requestMirror: { backendRef: { name, port: 8080 }, ...share },
})

scenario({
  name: 'HTTPRouteRequestMirror',
  says: 'the mirror gets a copy, the client gets the backend’s answer',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/mirror')],
          filters: [mirror('two')],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/changed')],
          filters: [mirror('two'), modifier('RequestHeaderModifier', allThree)],
          backendRefs: [to('one')],
        },
        { matches: [prefix('/missing')], filters: [mirror('none')], backendRefs: [to('one')] },
      ],
    }),
  ],
  requests: [
    get(
      'http://a.example/mirror',
      { status: 200, backend: 'infra/one', mirrored: { 'infra/two': 100 } },
      { times: 10 },
    ),
    get(
      'http://a.example/mirror',
      { status: 200, backend: 'infra/one', mirrored: { 'infra/two': 100 } },
      { method: 'POST', body: 'copied too', times: 3 },
    ),
    get('http://a.example/changed', {
      status: 200,
      backend: 'infra/one',
      requestHeaders: { 'X-Set': 'set' },
      mirrored: { 'infra/two': 100 },
    }),
    get('http://a.example/missing', {
      status: 200,
      backend: 'infra/one',
      mirrored: { 'infra/two': 0 },
    }),
  ],
  conditions: [condition('HTTPRoute infra/route', 'ResolvedRefs=False/BackendNotFound')],
})

scenario({
  name: 'HTTPRouteRequestMultipleMirrors',
  says: 'each of several mirrors gets a copy',
  objects: [
    gateway(),
    route({ rules: [{ filters: [mirror('two'), mirror('three')], backendRefs: [to('one')] }] }),
  ],
  requests: [
    get(
      'http://a.example/',
      { status: 200, backend: 'infra/one', mirrored: { 'infra/two': 100, 'infra/three': 100 } },
      { times: 5 },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteRequestPercentageMirror',
  says: 'a mirror gets the share that is asked for, by percent or fraction',
  objects: [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/20')], filters: [mirror('two', { percent: 20 })] },
        {
          matches: [prefix('/half')],
          filters: [mirror('two', { fraction: { numerator: 1, denominator: 2 } })],
        },
        { matches: [prefix('/none')], filters: [mirror('two', { percent: 0 })] },
        { matches: [prefix('/all')], filters: [mirror('two', { percent: 100 })] },
        {
          matches: [prefix('/two')],
          filters: [mirror('two', { percent: 35 }), mirror('three', { percent: 50 })],
        },
      ].map(({ matches, filters }) => ({ matches, filters, backendRefs: [to('one')] })),
    }),
  ],
  requests: [
    get('http://a.example/20', { status: 200, mirrored: { 'infra/two': 20 } }, { times: 200 }),
    get('http://a.example/half', { status: 200, mirrored: { 'infra/two': 50 } }, { times: 200 }),
    get('http://a.example/none', { status: 200, mirrored: { 'infra/two': 0 } }, { times: 20 }),
    get('http://a.example/all', { status: 200, mirrored: { 'infra/two': 100 } }, { times: 20 }),
    get(
      'http://a.example/two',
      { status: 200, mirrored: { 'infra/two': 35, 'infra/three': 50 } },
      { times: 200 },
    ),
  ],
})
