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
    says: 'is not supported; let the backend do its work',
    advises: 'let the backend do its work',
    given: rules(`{filters: [${extension}], ${toCart}}`),
    follow: [[[`filters: [${extension}], `, '']]],
  },
  {
    of: 'unknownFilter',
    says: 'is not supported; let the backend do its work',
    advises: 'let the backend do its work',
    given: rules(`{filters: [{type: CORS, cors: {}}], ${toCart}}`),
    past: [['"type":"CORS"', '"type":"Teapot"']],
    follow: [[['filters: [{type: CORS, cors: {}}], ', '']]],
  },
  {
    of: 'filterHostnameIsAddress',
    says: 'is an IP address, but only DNS names are allowed; use a DNS name',
    advises: 'use a DNS name',
    given: redirect('hostname: 192.0.2.1'),
    follow: [[['192.0.2.1', 'a.example']]],
  },
  {
    of: 'valueNotServed',
    says: 'is not supported; use',
    advises: 'a port from 1 to 65535',
    given: cors('allowOrigins: ["https://a.example:99999"]'),
    follow: [[['99999', '9999']]],
  },
  {
    of: 'wildcardNotAlone',
    says: 'cannot be combined with others',
    advises: 'keep only *, or remove it',
    given: cors('allowMethods: [GET]'),
    past: [['["GET"]', '["GET","*"]']],
    follow: [[], [['[GET]', '["*"]']]],
  },
  {
    of: 'pathValueMissing',
    says: 'a value is required; set the new path',
    advises: 'set the new path',
    given: redirect('path: {type: ReplaceFullPath, replaceFullPath: /b}'),
    past: [[',"replaceFullPath":"/b"', '']],
    follow: [[]],
  },
  {
    of: 'headerNotChangeable',
    says: 'controls the framing or routing of the message and cannot be changed',
    advises: 'use a URLRewrite filter with hostname',
    given: rules(`{${byHost}}`),
    follow: [[[byHost, `filters: [{type: URLRewrite, urlRewrite: {hostname: a}}], ${toCart}`]]],
  },
  {
    of: 'headerNotChangeable',
    says: 'controls the framing or routing of the message and cannot be changed',
    advises: 'remove it',
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
    says: 'is allowed only once here; merge the filters into one',
    advises: 'merge the filters into one',
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
    says: 'set a port, or use a smaller offset',
    advises: 'set a port, or use a smaller offset',
    given: redirect('scheme: https, hostname: a.example'),
    portOffset: 65_200,
    follow: [[['scheme: https', 'scheme: https, port: 443']]],
  },
  {
    of: 'neverInPreflight',
    says: 'in a preflight, so the CORS filter of this',
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
    says: 'has no effect with a RequestRedirect',
    advises: 'remove it',
    given: rules(
      '{filters: [{type: RequestRedirect, requestRedirect: {port: 81}}, {type: RequestHeaderModifier, requestHeaderModifier: {remove: [x-a]}}]}',
    ),
    follow: [[[', {type: RequestHeaderModifier, requestHeaderModifier: {remove: [x-a]}}', '']]],
  },
  {
    of: 'limitBesideRedirect',
    says: 'has no effect with a RequestRedirect, because no backend gets the request; remove it',
    advises: 'spec.rules[0].timeouts.request: has no effect',
    given: redirect('port: 81').replace('rules: [{', 'rules: [{timeouts: {request: 1s}, '),
    follow: [[['timeouts: {request: 1s}, ', '']]],
  },
]
