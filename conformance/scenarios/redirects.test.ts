// Where a redirect points to (httproute_types.go, HTTPRequestRedirectFilter).
import { gateway, http, https, redirect, route } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const location = (status: number, value: string) => ({ status, headers: { location: value } })

scenario({
  name: 'HTTPRouteRedirectHostAndStatus',
  says: 'the host is replaced, the path and the query stay, 302 is the default status',
  objects: [
    gateway(),
    route({
      rules: [
        redirect('/host', { hostname: 'b.example' }),
        redirect('/both', { hostname: 'b.example', statusCode: 301 }),
        redirect('/nothing', {}),
      ],
    }),
  ],
  requests: [
    get('http://a.example/host', location(302, 'http://b.example/host')),
    get('http://a.example/host/x?y=z', location(302, 'http://b.example/host/x?y=z')),
    get('http://a.example/both', location(301, 'http://b.example/both')),
    get('http://a.example/nothing', location(302, 'http://a.example/nothing')),
    get('http://a.example/host', location(302, 'http://b.example/host'), { protocol: 'h2' }),
    get('http://a.example/host', location(302, 'http://b.example/host'), { method: 'POST' }),
  ],
  conditions: isFine('HTTPRoute infra/route'),
})

scenario({
  name: 'HTTPRouteResponseHeaderModification',
  says: 'a redirect has the headers that its rule sets, adds and removes',
  objects: [
    gateway(),
    route({
      rules: [
        {
          ...redirect('/moved', { hostname: 'b.example' }),
          filters: [
            ...(redirect('/moved', { hostname: 'b.example' }).filters ?? []),
            {
              type: 'ResponseHeaderModifier',
              responseHeaderModifier: {
                set: [{ name: 'Cache-Control', value: 'no-store' }],
                add: [{ name: 'X-Moved', value: 'yes' }],
                remove: ['Content-Type'],
              },
            },
          ],
        },
      ],
    }),
  ],
  requests: (['h1', 'h2'] as const).map((protocol) =>
    get(
      'http://a.example/moved',
      {
        status: 302,
        headers: {
          location: 'http://b.example/moved',
          'cache-control': 'no-store',
          'x-moved': 'yes',
          'content-type': null,
        },
      },
      { protocol },
    ),
  ),
  conditions: isFine('HTTPRoute infra/route'),
})

for (const status of [303, 307, 308] as const) {
  scenario({
    name: `HTTPRoute${status}Redirect`,
    says: `the status may be ${status}`,
    objects: [
      gateway(),
      route({ rules: [redirect('/', { hostname: 'b.example', statusCode: status })] }),
    ],
    requests: [get('http://a.example/x', location(status, 'http://b.example/x'))],
    conditions: isFine('HTTPRoute infra/route'),
  })
}

const replacePrefix = (value: string) => ({
  path: { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: value },
})

scenario({
  name: 'HTTPRouteRedirectPath',
  says: 'the prefix that was matched, or the whole path, is replaced',
  objects: [
    gateway(),
    route({
      rules: [
        redirect('/prefix', replacePrefix('/new')),
        redirect('/slash/', replacePrefix('/new/')),
        redirect('/strip', replacePrefix('/')),
        redirect('/empty', replacePrefix('')),
        redirect('/full', { path: { type: 'ReplaceFullPath', replaceFullPath: '/one/path' } }),
        redirect('/host', { hostname: 'b.example', ...replacePrefix('/new') }),
        redirect('/status', { statusCode: 301, ...replacePrefix('/new') }),
      ],
    }),
  ],
  requests: [
    get('http://a.example/prefix', location(302, 'http://a.example/new')),
    get('http://a.example/prefix/', location(302, 'http://a.example/new/')),
    get('http://a.example/prefix/lemon', location(302, 'http://a.example/new/lemon')),
    get('http://a.example/prefix/a%2Fb?q=1', location(302, 'http://a.example/new/a%2Fb?q=1')),
    get('http://a.example/slash/x', location(302, 'http://a.example/new/x')),
    get('http://a.example/slash', location(302, 'http://a.example/new')),
    get('http://a.example/strip/x', location(302, 'http://a.example/x')),
    get('http://a.example/strip', location(302, 'http://a.example/')),
    get('http://a.example/empty/x', location(302, 'http://a.example/x')),
    get('http://a.example/full/x/y?q=1', location(302, 'http://a.example/one/path?q=1')),
    get('http://a.example/host/x', location(302, 'http://b.example/new/x')),
    get('http://a.example/status/x', location(301, 'http://a.example/new/x')),
  ],
})

scenario({
  name: 'HTTPRouteRedirectScheme',
  says: 'the scheme is replaced, and brings its own port',
  objects: [
    gateway(),
    route({
      rules: [
        redirect('/scheme', { scheme: 'https' }),
        redirect('/host', { scheme: 'https', hostname: 'b.example' }),
        redirect('/status', { scheme: 'https', statusCode: 301 }),
      ],
    }),
  ],
  requests: [
    get('http://a.example/scheme', location(302, 'https://a.example/scheme')),
    get('http://a.example/host', location(302, 'https://b.example/host')),
    get('http://a.example/status', location(301, 'https://a.example/status')),
  ],
})

scenario({
  name: 'HTTPRouteRedirectPort',
  says: 'the port is replaced',
  objects: [
    gateway(),
    route({
      rules: [
        redirect('/port', { port: 8083 }),
        redirect('/host', { port: 8083, hostname: 'b.example' }),
        redirect('/status', { port: 8083, statusCode: 301 }),
      ],
    }),
  ],
  requests: [
    get('http://a.example/port', location(302, 'http://a.example:8083/port')),
    get('http://a.example/host', location(302, 'http://b.example:8083/host')),
    get('http://a.example/status', location(301, 'http://a.example:8083/status')),
  ],
})

const ports = (port: number) => [
  redirect('/scheme-nil-port-nil', { hostname: 'b.example' }),
  redirect('/scheme-nil-port-set', { hostname: 'b.example', port }),
  redirect('/http-port-nil', { hostname: 'b.example', scheme: 'http' }),
  redirect('/http-port-80', { hostname: 'b.example', scheme: 'http', port: 80 }),
  redirect('/http-port-8080', { hostname: 'b.example', scheme: 'http', port: 8080 }),
  redirect('/https-port-nil', { hostname: 'b.example', scheme: 'https' }),
  redirect('/https-port-443', { hostname: 'b.example', scheme: 'https', port: 443 }),
  redirect('/https-port-8443', { hostname: 'b.example', scheme: 'https', port: 8443 }),
]

scenario({
  name: 'HTTPRouteRedirectPortAndScheme',
  says: 'no port means the scheme’s own, or the listener’s; usual ports are left out',
  objects: [
    gateway({
      listeners: [http(), http({ name: 'http-8080', port: 8080 }), https('https', 'a.example')],
    }),
    ...[
      ['http', 8083],
      ['http-8080', 80],
      ['https', 8443],
    ].map(([sectionName, port]) =>
      route({
        name: String(sectionName),
        parents: [{ name: 'gateway', sectionName: String(sectionName) }],
        rules: ports(Number(port)),
      }),
    ),
  ],
  requests: [
    ['http://a.example', 'http://b.example', 'http://b.example:8083'],
    ['http://a.example:8080', 'http://b.example:8080', 'http://b.example'],
    ['https://a.example', 'https://b.example', 'https://b.example:8443'],
  ].flatMap(([from, kept, set]) => [
    get(`${from}/scheme-nil-port-nil`, location(302, `${kept}/scheme-nil-port-nil`)),
    get(`${from}/scheme-nil-port-set`, location(302, `${set}/scheme-nil-port-set`)),
    get(`${from}/http-port-nil`, location(302, 'http://b.example/http-port-nil')),
    get(`${from}/http-port-80`, location(302, 'http://b.example/http-port-80')),
    get(`${from}/http-port-8080`, location(302, 'http://b.example:8080/http-port-8080')),
    get(`${from}/https-port-nil`, location(302, 'https://b.example/https-port-nil')),
    get(`${from}/https-port-443`, location(302, 'https://b.example/https-port-443')),
    get(`${from}/https-port-8443`, location(302, 'https://b.example:8443/https-port-8443')),
  ]),
  conditions: [condition('HTTPRoute infra/https', 'Accepted=True/Accepted')],
})
