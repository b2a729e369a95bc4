// Advice on the rules of routes: what they match, and what stands in them.
import { type Advice, gatewayYaml, http, policy, routeYaml, rules, toCart } from './advice.ts'

const grpc = (rule: string) =>
  gatewayYaml(http) + routeYaml('GRPCRoute', `parentRefs: [{name: web}], rules: [${rule}]`)

export const rulesOfRoutes: readonly Advice[] = [
  {
    of: 'wildcardInPath',
    says: 'has a *, which is not a wildcard here',
    advises: 'use type: PathPrefix and value: /a, which matches all paths below it',
    given: rules(`{matches: [{path: {type: Exact, value: /a/*}}], ${toCart}}`),
    follow: [[['type: Exact, value: /a/*', 'type: PathPrefix, value: /a']]],
  },
  {
    of: 'wildcardInPath',
    says: 'has a *, which is not a wildcard here',
    advises: 'use type: RegularExpression with .* instead of *',
    given: rules(`{matches: [{path: {type: Exact, value: /a/*/b}}], ${toCart}}`),
    follow: [[['type: Exact, value: /a/*/b', 'type: RegularExpression, value: /a/.*/b']]],
  },
  {
    of: 'wildcardInPath',
    says: 'has a *, which is not a wildcard here',
    advises: 'write /a/.*',
    given: rules(`{matches: [{path: {type: RegularExpression, value: /a/*}}], ${toCart}}`),
    follow: [[['value: /a/*', 'value: /a/.*']]],
  },
  {
    of: 'unknownValue',
    says: 'is not supported; use',
    advises: 'use Exact, PathPrefix or RegularExpression',
    given: rules(`{matches: [{path: {type: Exact, value: /unknown}}], ${toCart}}`),
    past: [['"type":"Exact","value":"/unknown"', '"type":"unknown","value":"/unknown"']],
    follow: [[], [['type: Exact, value: /unknown', 'type: PathPrefix, value: /']]],
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
    says: 'this match cannot be evaluated',
    advises: 'correct it',
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
    of: 'invalidDuration',
    says: 'is not a duration; use one to four numbers with the units',
    advises: 'such as 1m30s',
    given: rules(`{timeouts: {request: 10s}, ${toCart}}`),
    past: [['"request":"10s"', '"request":"soon"']],
    follow: [[], [['10s', '1m30s']]],
  },
  {
    of: 'noRules',
    says: 'the list is empty, so no request matches',
    advises: 'add a rule',
    given: grpc(''),
    follow: [[['rules: []', `rules: [{${toCart}}]`]]],
  },
  {
    of: 'notOneName',
    says: 'has a slash, which is not allowed in a name',
    advises: 'remove the slash, or use type: RegularExpression',
    given: grpc(`{matches: [{method: {service: shop.Cart}}], ${toCart}}`),
    past: [['"service":"shop.Cart"', '"service":"shop/Cart"']],
    follow: [[], [['service: shop.Cart', 'type: RegularExpression, service: "shop/Cart"']]],
  },
  {
    of: 'furtherRules',
    says: 'move the backendRefs of the other rules to it',
    advises: 'move the backendRefs of the other rules to it',
    given: (
      gatewayYaml('{name: db, port: 5432, protocol: TCP}') +
      routeYaml('TCPRoute', `parentRefs: [{name: web}], rules: [{${toCart}}, {${toCart}}]`)
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
      `{${toCart}}, {filters: [{type: CORS, cors: {}}], backendRefs: [{name: cart, port: 80}, {name: cart, port: 80, filters: [{type: CORS, cors: {maxAge: 9}}]}]}`,
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
    says: 'this field is not supported yet and has no effect',
    advises: 'spec.rules[0].sessionPersistence',
    given: rules(`{sessionPersistence: {type: Header, header: {name: a}}, ${toCart}}`),
    follow: [[['sessionPersistence: {type: Header, header: {name: a}}, ', '']]],
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
