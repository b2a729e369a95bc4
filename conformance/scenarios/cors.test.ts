// Which pages of other origins may send requests (httproute_types.go, HTTPCORSFilter).
import type { ExpectedAnswer } from '../../src/testing/requests/request-case.ts'
import { gateway, prefix, route, to, type WrittenFilter } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const cors = (given: NonNullable<WrittenFilter['cors']>): WrittenFilter => ({
  type: 'CORS',
  cors: given,
})

function preflight(
  path: string,
  origin: string,
  answer: ExpectedAnswer | number,
  {
    method = 'PUT',
    names = '',
    protocol = 'h1',
  }: { method?: string; names?: string; protocol?: 'h1' | 'h2' } = {},
) {
  const asked = names === '' ? {} : { 'access-control-request-headers': names }
  const headers = { origin, 'access-control-request-method': method, ...asked }
  return get(`http://a.example${path}`, answer, { method: 'OPTIONS', headers, protocol })
}

/** null: not there. */
function says(given: {
  readonly origin?: string | null
  readonly methods?: string | null
  readonly names?: string | null
  readonly exposed?: string | null
  readonly credentials?: string | null
  readonly age?: string
}): NonNullable<ExpectedAnswer['headers']> {
  const { origin, methods, names, exposed, credentials, age } = given
  return {
    ...(origin !== undefined && { 'access-control-allow-origin': origin }),
    ...(methods !== undefined && { 'access-control-allow-methods': methods }),
    ...(names !== undefined && { 'access-control-allow-headers': names }),
    ...(exposed !== undefined && { 'access-control-expose-headers': exposed }),
    ...(credentials !== undefined && { 'access-control-allow-credentials': credentials }),
    ...(age !== undefined && { 'access-control-max-age': age }),
  }
}

const foo = 'https://www.foo.com'

scenario({
  name: 'HTTPRouteCORS',
  says: 'listed origins, one by wildcard, are told what they may; others are told nothing',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [prefix('/listed')],
          filters: [
            cors({
              allowOrigins: [foo, 'https://*.bar.com'],
              allowMethods: ['GET', 'PUT'],
              allowHeaders: ['x-one', 'X-Two'],
              exposeHeaders: ['x-three'],
              allowCredentials: true,
              maxAge: 3600,
            }),
          ],
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [
    preflight('/listed', foo, {
      status: 204,
      headers: says({
        origin: foo,
        methods: 'GET, PUT',
        names: 'x-one, X-Two',
        exposed: 'x-three',
        credentials: 'true',
        age: '3600',
      }),
    }),
    get('http://a.example/listed', 204, {
      method: 'OPTIONS',
      protocol: 'h2',
      headers: { origin: foo, 'access-control-request-method': 'GET' },
    }),
    preflight('/listed', `${foo}:443`, { status: 204, headers: says({ origin: `${foo}:443` }) }),
    ...['https://www.bar.com', 'https://a.b.bar.com'].map((origin) =>
      preflight('/listed', origin, { status: 204, headers: says({ origin }) }),
    ),
    ...[
      'https://bar.com',
      'http://www.bar.com',
      'https://www.bar.com:8443',
      'null',
      `${foo}.evil`,
    ].map((origin) =>
      preflight('/listed', origin, { status: 403, headers: says({ origin: null }) }),
    ),
    get(
      'http://a.example/listed',
      {
        status: 200,
        backend: 'infra/one',
        headers: says({ origin: foo, exposed: 'x-three', credentials: 'true', methods: null }),
      },
      { headers: { origin: foo, 'x-echo-set-header': 'access-control-allow-origin:*' } },
    ),
    get(
      'http://a.example/listed',
      { status: 200, backend: 'infra/one', headers: { ...says({ origin: null }), vary: 'Origin' } },
      {
        headers: {
          origin: 'https://bar.com',
          'x-echo-set-header': 'access-control-allow-origin:*',
        },
      },
    ),
    get(
      'http://a.example/listed',
      { status: 200, backend: 'infra/one', method: 'OPTIONS' },
      { method: 'OPTIONS', headers: { origin: foo } },
    ),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteCORS',
  says: 'wildcards are answered with what was asked for, and never with * beside credentials',
  objects: [
    gateway(),
    route({
      rules: [true, false].map((allowCredentials) => ({
        matches: [prefix(allowCredentials ? '/with' : '/without')],
        filters: [
          cors({
            allowOrigins: ['*'],
            allowMethods: ['*'],
            allowHeaders: ['*'],
            exposeHeaders: ['*'],
            allowCredentials,
          }),
        ],
        backendRefs: [to('one')],
      })),
    }),
  ],
  requests: [
    preflight(
      '/with',
      'https://any.example:12345',
      {
        status: 204,
        headers: says({
          origin: 'https://any.example:12345',
          methods: 'PATCH',
          names: 'x-one, Authorization',
          exposed: null,
          credentials: 'true',
          age: '5',
        }),
      },
      { method: 'PATCH', names: 'x-one,Authorization' },
    ),
    preflight('/with', foo, { status: 204, headers: says({ names: null }) }),
    preflight('/without', foo, {
      status: 204,
      headers: says({ origin: '*', methods: 'PUT', names: null, exposed: '*', credentials: null }),
    }),
    get(
      'http://a.example/without',
      { status: 200, headers: { ...says({ origin: '*', credentials: null }), vary: null } },
      { headers: { origin: foo } },
    ),
    get('http://a.example/without', { status: 200, headers: says({ origin: '*' }) }),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

const other = 'https://other.example'

function ofApi(method: string, origin: string, answer: ExpectedAnswer, protocol: 'h1' | 'h2') {
  return preflight('/api', origin, answer, { method, protocol })
}

scenario({
  name: 'HTTPRouteCORS',
  says: 'a preflight is answered by the rule that the announced method would meet, and by no other',
  objects: [
    gateway(),
    route({
      rules: [
        {
          matches: [{ ...prefix('/api'), method: 'PUT' as const }],
          filters: [cors({ allowOrigins: [foo], allowMethods: ['PUT'] })],
          backendRefs: [to('one')],
        },
        {
          matches: [{ ...prefix('/api'), method: 'PATCH' as const }],
          backendRefs: [
            to('one', { filters: [cors({ allowOrigins: ['*'], allowMethods: ['PATCH'] })] }),
          ],
        },
        {
          matches: [{ ...prefix('/api'), method: 'DELETE' as const }],
          backendRefs: [to('one')],
        },
        {
          matches: [prefix('/api')],
          filters: [cors({ allowOrigins: [other], allowMethods: ['GET'] })],
          backendRefs: [to('two')],
        },
        {
          matches: [{ ...prefix('/own'), method: 'OPTIONS' as const }],
          backendRefs: [to('two')],
        },
        { matches: [prefix('/own')], backendRefs: [to('one')] },
      ],
    }),
    route({
      name: 'twice',
      rules: [
        {
          matches: [prefix('/twice')],
          filters: [cors({ allowOrigins: [foo] })],
          backendRefs: [to('one', { filters: [cors({ allowOrigins: ['*'] })] })],
        },
      ],
    }),
  ],
  requests: (['h1', 'h2'] as const).flatMap((protocol) => [
    ofApi('PUT', foo, { status: 204, headers: says({ origin: foo, methods: 'PUT' }) }, protocol),
    ofApi('PUT', other, { status: 403, headers: says({ origin: null }) }, protocol),
    ofApi(
      'PATCH',
      foo,
      { status: 204, headers: says({ origin: '*', methods: 'PATCH' }) },
      protocol,
    ),
    ofApi('POST', other, { status: 204, headers: says({ origin: other }) }, protocol),
    // The filter of the rule for all methods does not vouch for the one for DELETE.
    ofApi('DELETE', other, { status: 403, headers: says({ origin: null }) }, protocol),
    preflight('/own', foo, { status: 200, backend: 'infra/two' }, { protocol }),
    get('http://a.example/twice', 500, { protocol }),
  ]),
  conditions: [
    ...isFine('HTTPRoute infra/route'),
    condition('HTTPRoute infra/twice', 'Accepted=False/IncompatibleFilters'),
  ],
})
