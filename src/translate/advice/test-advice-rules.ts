// Advice on the rules of routes.
import { type Advice, gateway, http, policy, route, rules, toCart } from './test-advice.ts'

const byHost = `filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value: a}]}}], ${toCart}`
const cors = (fields: string) => rules(`{filters: [{type: CORS, cors: {${fields}}}], ${toCart}}`)
const redirect = (fields: string) =>
  rules(`{filters: [{type: RequestRedirect, requestRedirect: {${fields}}}]}`)
const grpc = (rule: string) =>
  gateway(http) + route('GRPCRoute', `parentRefs: [{name: web}], rules: [${rule}]`)
const extension = '{type: ExtensionRef, extensionRef: {group: a.example, kind: B, name: c}}'

export const rulesOfRoutes: readonly Advice[] = [
  {
    of: 'filterNotServed',
    says: 'its requests are answered with an error until it is removed',
    advises: 'until it is removed',
    given: rules(`{filters: [${extension}], ${toCart}}`),
    follow: [[[`filters: [${extension}], `, '']]],
  },
  {
    of: 'unknownFilter',
    says: 'its requests are answered with an error until it is removed',
    advises: 'until it is removed',
    given: rules(`{filters: [{type: CORS, cors: {}}], ${toCart}}`),
    past: [['"type":"CORS"', '"type":"Teapot"']],
    follow: [[['filters: [{type: CORS, cors: {}}], ', '']]],
  },
  {
    of: 'wildcardInPath',
    says: 'has a *, which is no wildcard here',
    advises: 'use type: PathPrefix and value: /a, which has all that is below',
    given: rules(`{matches: [{path: {type: Exact, value: /a/*}}], ${toCart}}`),
    follow: [[['type: Exact, value: /a/*', 'type: PathPrefix, value: /a']]],
  },
  {
    of: 'wildcardInPath',
    says: 'has a *, which is no wildcard here',
    advises: 'use type: RegularExpression with .* in its place',
    given: rules(`{matches: [{path: {type: Exact, value: /a/*/b}}], ${toCart}}`),
    follow: [[['type: Exact, value: /a/*/b', 'type: RegularExpression, value: /a/.*/b']]],
  },
  {
    of: 'wildcardInPath',
    says: 'has a *, which is no wildcard here',
    advises: 'write /a/.*',
    given: rules(`{matches: [{path: {type: RegularExpression, value: /a/*}}], ${toCart}}`),
    follow: [[['value: /a/*', 'value: /a/.*']]],
  },
  {
    of: 'filterHostnameIsAddress',
    says: 'is an IP address, and only names may stand here; use a name',
    advises: 'use a name',
    given: redirect('hostname: 192.0.2.1'),
    follow: [[['192.0.2.1', 'a.example']]],
  },
  {
    of: 'valueNotServed',
    says: 'is not served; use',
    advises: 'with a port of 1 to 65535',
    given: cors('allowOrigins: ["https://a.example:99999"]'),
    follow: [[['99999', '9999']]],
  },
  {
    of: 'unknownValue',
    says: 'is not served; use',
    advises: 'use Exact, PathPrefix or RegularExpression',
    given: rules(`{matches: [{path: {type: Exact, value: /unknown}}], ${toCart}}`),
    past: [['"type":"Exact","value":"/unknown"', '"type":"unknown","value":"/unknown"']],
    follow: [[], [['type: Exact, value: /unknown', 'type: PathPrefix, value: /']]],
  },
  {
    of: 'wildcardNotAlone',
    says: 'and may not stand beside others',
    advises: 'keep one of both',
    given: cors('allowMethods: [GET]'),
    past: [['["GET"]', '["GET","*"]']],
    follow: [[], [['[GET]', '["*"]']]],
  },
  {
    of: 'unusablePattern',
    says: 'cannot be used as a regular expression',
    advises: 'write it in RE2 syntax',
    given: rules(`{matches: [{path: {type: RegularExpression, value: "/a("}}], ${toCart}}`),
    follow: [[['"/a("', '"/a()"']]],
  },
  {
    of: 'matchAdrift',
    says: 'nobody can say which requests it is about',
    advises: 'until it is corrected',
    given: rules(
      `{matches: [{path: {type: RegularExpression, value: ".*("}}], ${toCart}}, {${toCart}}`,
    ),
    follow: [[['".*("', '".*"']]],
  },
  {
    of: 'prefixMatchMissing',
    says: 'type: PathPrefix there, or ReplaceFullPath here',
    advises: 'use type: PathPrefix there, or ReplaceFullPath here',
    given: rules(
      `{matches: [{path: {type: PathPrefix, value: /a}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}], ${toCart}}`,
    ),
    past: [['"type":"PathPrefix","value":"/a"', '"type":"Exact","value":"/a"']],
    follow: [
      [],
      [
        ['type: PathPrefix, value: /a', 'type: Exact, value: /a'],
        ['type: ReplacePrefixMatch, replacePrefixMatch', 'type: ReplaceFullPath, replaceFullPath'],
      ],
    ],
  },
  {
    of: 'pathValueMissing',
    says: 'is missing; give the path that it becomes',
    advises: 'give the path that it becomes',
    given: redirect('path: {type: ReplaceFullPath, replaceFullPath: /b}'),
    past: [[',"replaceFullPath":"/b"', '']],
    follow: [[]],
  },
  {
    of: 'headerNotChangeable',
    says: 'frames or routes the message and may not be changed',
    advises: 'use a URLRewrite filter with hostname',
    given: rules(`{${byHost}}`),
    follow: [[[byHost, `filters: [{type: URLRewrite, urlRewrite: {hostname: a}}], ${toCart}`]]],
  },
  {
    of: 'headerNotChangeable',
    says: 'frames or routes the message and may not be changed',
    advises: 'leave it out',
    given: grpc(`{${byHost}}`),
    follow: [[['set: [{name: Host, value: a}]', 'remove: [x-a]']]],
  },
  {
    of: 'headerHasTwoActions',
    says: 'has more than one of set, add and remove',
    advises: 'keep one of them',
    given: rules(
      `{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: b}], remove: [X-A]}}], ${toCart}}`,
    ),
    follow: [[[', remove: [X-A]', '']], [['set: [{name: x-a, value: b}], ', '']]],
  },
  {
    of: 'filtersIncompatible',
    says: 'cannot be combined; remove one of them',
    advises: 'remove one of them',
    given: rules(
      '{filters: [{type: CORS, cors: {}}], backendRefs: [{name: cart, port: 80, filters: [{type: CORS, cors: {maxAge: 9}}]}]}',
    ),
    follow: [
      [['filters: [{type: CORS, cors: {}}], ', '']],
      [[', filters: [{type: CORS, cors: {maxAge: 9}}]', '']],
    ],
  },
  {
    of: 'filterRepeated',
    says: 'may stand there once; merge them into one',
    advises: 'merge them into one',
    given: rules(`{filters: [{type: CORS, cors: {maxAge: 9}}], ${toCart}}`),
    past: [
      [
        '{"type":"CORS","cors":{"maxAge":9}}',
        '{"type":"CORS","cors":{"maxAge":9}},{"type":"CORS","cors":{"maxAge":9}}',
      ],
    ],
    follow: [[]],
  },
  {
    of: 'redirectPortBeyondRange',
    says: 'name a port, or use a smaller offset',
    advises: 'name a port, or use a smaller offset',
    given: redirect('scheme: https, hostname: a.example'),
    portOffset: 65_200,
    follow: [[['scheme: https', 'scheme: https, port: 443']]],
  },
  {
    of: 'invalidDuration',
    says: 'is not a duration; write one to four numbers with units',
    advises: 'such as 1m30s',
    given: rules(`{timeouts: {request: 10s}, ${toCart}}`),
    past: [['"request":"10s"', '"request":"soon"']],
    follow: [[], [['10s', '1m30s']]],
  },
  {
    of: 'noRules',
    says: 'is empty, so that no request is matched',
    advises: 'give it a rule',
    given: grpc(''),
    follow: [[['rules: []', `rules: [{${toCart}}]`]]],
  },
  {
    of: 'notOneName',
    says: 'can be no name, as it has a slash in it',
    advises: 'remove that, or use type: RegularExpression',
    given: grpc(`{matches: [{method: {service: shop.Cart}}], ${toCart}}`),
    past: [['"service":"shop.Cart"', '"service":"shop/Cart"']],
    follow: [[], [['service: shop.Cart', 'type: RegularExpression, service: "shop/Cart"']]],
  },
  {
    of: 'neverInPreflight',
    says: 'with a preflight, so that the CORS filter of this',
    advises: 'remove the header here, and match by path, method or query',
    given: rules(
      `{matches: [{headers: [{name: x-a, value: b}]}], filters: [{type: CORS, cors: {}}], ${toCart}}`,
    ),
    follow: [
      [['headers: [{name: x-a, value: b}]', 'path: {value: /a}']],
      [['headers: [', 'queryParams: [']],
    ],
  },
  {
    of: 'nothingBesideRedirect',
    says: 'has no effect beside a RequestRedirect',
    advises: 'remove it',
    given: rules(
      '{filters: [{type: RequestRedirect, requestRedirect: {port: 81}}, {type: RequestHeaderModifier, requestHeaderModifier: {remove: [x-a]}}]}',
    ),
    follow: [[[', {type: RequestHeaderModifier, requestHeaderModifier: {remove: [x-a]}}', '']]],
  },
  {
    of: 'furtherRules',
    says: 'move the backendRefs of the others there',
    advises: 'move the backendRefs of the others there',
    given: (
      gateway('{name: db, port: 5432, protocol: TCP}') +
      route('TCPRoute', `parentRefs: [{name: web}], rules: [{${toCart}}, {${toCart}}]`)
    ).replace('v1\nkind: TCPRoute', 'v1alpha2\nkind: TCPRoute'),
    follow: [
      [
        [
          '[{backendRefs: [{name: cart, port: 80}]}, {backendRefs: [{name: cart, port: 80}]}]',
          '[{backendRefs: [{name: cart, port: 80}, {name: cart, port: 80}]}]',
        ],
      ],
    ],
  },
  {
    of: 'partiallyInvalid',
    says: 'in part',
    advises: 'remove one of them',
    given: rules(
      `{${toCart}}, {filters: [{type: CORS, cors: {}}], backendRefs: [{name: cart, port: 80, filters: [{type: CORS, cors: {maxAge: 9}}]}]}`,
    ),
    follow: [[['filters: [{type: CORS, cors: {}}], ', '']]],
  },
  {
    of: 'rulesNotAccepted',
    says: 'IncompatibleFilters',
    advises: 'remove one of them',
    given: rules(
      '{filters: [{type: CORS, cors: {}}], backendRefs: [{name: cart, port: 80, filters: [{type: CORS, cors: {maxAge: 9}}]}]}',
    ),
    follow: [[['filters: [{type: CORS, cors: {}}], ', '']]],
  },
  {
    of: 'fieldNotServed',
    says: 'is not served yet and has no effect',
    advises: 'spec.rules[0].sessionPersistence',
    given: rules(`{sessionPersistence: {sessionName: a}, ${toCart}}`),
    follow: [[['sessionPersistence: {sessionName: a}, ', '']]],
  },
  {
    of: 'optionsNotServed',
    says: 'spec.options',
    advises: 'has no effect',
    given:
      rules(`{${toCart}}`) +
      policy(
        'options: {a.example/b: c}, targetRefs: [{group: "", kind: Service, name: cart}], validation: {hostname: a.example, wellKnownCACertificates: System}',
      ),
    follow: [[['options: {a.example/b: c}, ', '']]],
  },
]
