// Advice on filters.
import { type Advice, gatewayYaml, http, routeYaml, rules, toCart } from './advice.ts'

const byHost = `filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value: a}]}}], ${toCart}`
const cors = (fields: string) => rules(`{filters: [{type: CORS, cors: {${fields}}}], ${toCart}}`)
const redirect = (fields: string) =>
  rules(`{filters: [{type: RequestRedirect, requestRedirect: {${fields}}}]}`)
const grpc = (rule: string) =>
  gatewayYaml(http) + routeYaml('GRPCRoute', `parentRefs: [{name: web}], rules: [${rule}]`)
const extension = '{type: ExtensionRef, extensionRef: {group: a.example, kind: B, name: c}}'

export const filters: readonly Advice[] = [
  {
    of: 'filterNotServed',
    says: 'is not supported; let the backend do what the filter is for',
    advises: 'let the backend do what the filter is for',
    given: rules(`{filters: [${extension}], ${toCart}}`),
    follow: [[[`filters: [${extension}], `, '']]],
  },
  {
    of: 'unknownFilter',
    says: 'is not supported; let the backend do what the filter is for',
    advises: 'let the backend do what the filter is for',
    given: rules(`{filters: [{type: CORS, cors: {}}], ${toCart}}`),
    past: [['"type":"CORS"', '"type":"Teapot"']],
    follow: [[['filters: [{type: CORS, cors: {}}], ', '']]],
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
    of: 'wildcardNotAlone',
    says: 'and may not stand beside others',
    advises: 'keep one of both',
    given: cors('allowMethods: [GET]'),
    past: [['["GET"]', '["GET","*"]']],
    follow: [[], [['[GET]', '["*"]']]],
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
    of: 'limitBesideRedirect',
    says: 'has no effect beside a RequestRedirect, as no backend gets the request; remove it',
    advises: 'spec.rules[0].timeouts.request: has no effect',
    given: redirect('port: 81').replace('rules: [{', 'rules: [{timeouts: {request: 1s}, '),
    follow: [[['timeouts: {request: 1s}, ', '']]],
  },
]
