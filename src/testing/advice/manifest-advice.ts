// For each kind of mistake that a manifest can have an input with it, and the edit that its `expected` asks
// for. Who adds a kind adds a row (advice.test.ts).

export interface ManifestAdvice {
  /** Words of `expected`. */
  readonly expects: string
  readonly text: string
  readonly edit: readonly [from: string, to: string]
}

const route = (spec: string) =>
  object('HTTPRoute', 'gateway.networking.k8s.io/v1', `spec: {${spec}}`)
const gateway = (spec: string) =>
  object('Gateway', 'gateway.networking.k8s.io/v1', `spec: {${spec}}`)
const listener = '{name: a, port: 80, protocol: HTTP}'
const listening = `gatewayClassName: a, listeners: [${listener}]`
const config = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${text}\n`

function object(kind: string, apiVersion: string, fields: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n${fields}\n`
}

const some = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`)
const options = (count: number) => some(count).map((name) => `x.io/${name}: b`)
const tls = (count: number) =>
  `listeners: [{name: a, port: 443, protocol: HTTPS, tls: {options: {${options(count)}}}}]`

const ofSchema: readonly ManifestAdvice[] = [
  {
    expects: 'an object with apiVersion, kind and metadata',
    text: '- a\n',
    edit: ['- a', route('rules: [{}]')],
  },
  {
    expects: 'a known field (did you mean hostnames?)',
    text: route('hostname: [a.example]'),
    edit: ['hostname', 'hostnames'],
  },
  {
    expects: 'one of the fields hostnames, parentRefs, rules',
    text: route('xyz: 1, rules: [{}]'),
    edit: ['xyz: 1, ', ''],
  },
  {
    expects: 'a value: it is required',
    text: gateway(`listeners: [${listener}]`),
    edit: ['listeners', 'gatewayClassName: a, listeners'],
  },
  {
    expects: 'at most 16 entries',
    text: gateway(`gatewayClassName: a, ${tls(17)}`),
    edit: [',x.io/a16: b', ''],
  },
  {
    expects: 'at most 16 items',
    text: route(`hostnames: [${some(17)}]`),
    edit: [',a16', ''],
  },
  {
    expects: 'at least 1 items',
    text: gateway('gatewayClassName: a, listeners: []'),
    edit: ['[]', `[${listener}]`],
  },
  {
    expects: 'a name of its own (item 0 has it already)',
    text: gateway(
      `gatewayClassName: a, listeners: [${listener}, {name: a, port: 81, protocol: HTTP}]`,
    ),
    edit: ['{name: a, port: 81', '{name: b, port: 81'],
  },
  {
    expects: 'to satisfy "May specify either httpRouteFilterRequestRedirect',
    text: route(
      'rules: [{filters: [{type: RequestRedirect, requestRedirect: {port: 81}}, {type: URLRewrite, urlRewrite: {hostname: a}}]}]',
    ),
    edit: [', {type: URLRewrite, urlRewrite: {hostname: a}}', ''],
  },
  {
    expects: 'at most 253 characters',
    text: route(`hostnames: [${'a'.repeat(254)}]`),
    edit: [`${'a'.repeat(254)}`, 'a.example'],
  },
  {
    expects: 'at least 1 characters',
    text: gateway(`gatewayClassName: "", listeners: [${listener}]`),
    edit: ['""', 'a'],
  },
  {
    expects: 'a number from 1 to 65535',
    text: gateway(listening.replace('80', '0')),
    edit: ['port: 0', 'port: 80'],
  },
  {
    expects: 'a string',
    text: gateway(listening.replace('Name: a', 'Name: 1')),
    edit: ['Name: 1', 'Name: "1"'],
  },
  {
    expects: 'one of Exact, PathPrefix, RegularExpression',
    text: route('rules: [{matches: [{path: {type: Prefix, value: /}}]}]'),
    edit: ['type: Prefix', 'type: PathPrefix'],
  },
  {
    expects: 'a time such as 2006-01-02T15:04:05Z',
    text: config('data: {}').replace('name: a', 'name: a, creationTimestamp: yesterday'),
    edit: ['yesterday', '2006-01-02T15:04:05Z'],
  },
  {
    expects: 'a string (every object has it)',
    text: 'kind: ConfigMap\nmetadata: {name: a}\n',
    edit: ['kind', 'apiVersion: v1\nkind'],
  },
  {
    expects: '(did you mean HTTPRoute?)',
    text: route('rules: [{}]').replace('HTTPRoute', 'HTTPRout'),
    edit: ['HTTPRout\n', 'HTTPRoute\n'],
  },
  {
    expects: '(its new name)',
    text: object(
      'XListenerSet',
      'gateway.networking.x-k8s.io/v1alpha1',
      `spec: {parentRef: {name: a}, listeners: [${listener}]}`,
    ),
    edit: [
      'gateway.networking.x-k8s.io/v1alpha1\nkind: XListenerSet',
      'gateway.networking.k8s.io/v1\nkind: ListenerSet',
    ],
  },
  {
    expects: 'a key of letters, digits',
    text: config('data: {}').replace('name: a', 'name: a, labels: {a/b/c: d}'),
    edit: ['a/b/c', 'a/b-c'],
  },
  { expects: 'base64', text: object('Secret', 'v1', 'data: {a: "%"}'), edit: ['"%"', 'YQ=='] },
  {
    expects: 'a value: a Secret of type kubernetes.io/tls has one',
    text: object('Secret', 'v1', 'type: kubernetes.io/tls\ndata: {tls.crt: YQ==}'),
    edit: ['{tls.crt: YQ==}', '{tls.crt: YQ==, tls.key: YQ==}'],
  },
  {
    expects: 'each object once',
    text: `${config('data: {}')}---\n${config('data: {b: c}')}`,
    edit: [`---\n${config('data: {b: c}')}`, ''],
  },
]

const ofText: readonly ManifestAdvice[] = [
  {
    expects: 'a manifest',
    text: config('data: {a: {{ .Values.a }}}'),
    edit: ['{{ .Values.a }}', 'b'],
  },
  { expects: 'text', text: config('data: {a: "\u0007"}'), edit: ['\u0007', 'b'] },
  {
    expects: 'an escape that YAML has after \\ in double quotes',
    text: config('data: {a: "\\d"}'),
    edit: ['\\d', '\\\\d'],
  },
  {
    expects: 'lines indented to fit those above, and every bracket closed',
    text: config('data:\n    a: b\n  c: d'),
    edit: ['    a: b', '  a: b'],
  },
  { expects: 'a value in quotes', text: config('data: {a: "x", b: @c}'), edit: ['@c', '"@c"'] },
  {
    expects: 'one `key: value` a line',
    text: config('data:\n  a: b: c'),
    edit: ['a: b: c', 'a: "b: c"'],
  },
  {
    expects: 'commas inside { } and [ ]',
    text: config('data: {\n  a:\n    - b\n  }'),
    edit: ['\n    - b\n  ', ' b'],
  },
  {
    expects: 'a closing quote, bracket, colon or comma',
    text: config('data: {a: "b}'),
    edit: ['"b}', '"b"}'],
  },
  {
    expects: 'a key and its colon on one line',
    text: config('data:\n  a\n  b: c'),
    edit: ['a\n', 'a: d\n'],
  },
  { expects: 'spaces as indentation', text: config('data:\n\ta: b'), edit: ['\t', '  '] },
  {
    expects: 'lines that end with a line feed (LF or CR LF)',
    text: config('data:\r  a: b'),
    edit: ['\r', '\n'],
  },
  {
    expects: 'no byte order mark (U+FEFF) inside a text',
    text: `${config('data: {}')}\uFEFF---\n`,
    edit: ['\uFEFF', ''],
  },
  { expects: 'plain values', text: config('data: {a: !x b}'), edit: ['!x b', 'b'] },
  { expects: 'a key, a value or a list item', text: config('data: {a: b}}'), edit: ['}}', '}'] },
  { expects: 'each key once', text: config('data: {a: b, a: c}'), edit: [', a: c', ''] },
  { expects: 'a key that is a plain word', text: config('data: {[a]: b}'), edit: ['[a]', 'a'] },
  {
    expects: 'an alias of an object after <<',
    text: config('data: {<<: b}'),
    edit: ['<<: b', 'a: b'],
  },
  {
    expects: 'an alias (*name) of an anchor (&name) that ends above it',
    text: config('data: &d {a: *d}'),
    edit: ['*d', 'b'],
  },
  {
    expects: 'keys of at most 1024 characters',
    text: config(`data:\n  ${'k'.repeat(1025)}: b`),
    edit: ['k'.repeat(1025), 'k'],
  },
  {
    expects: 'a number that fits into 64 bits',
    text: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "generation": 1e999}}',
    edit: ['1e999', '1'],
  },
  {
    expects: 'a number',
    text: config('data: {}').replace('name: a', 'name: a, generation: .nan'),
    edit: ['.nan', '1'],
  },
]

export const manifestAdvice: readonly ManifestAdvice[] = [...ofSchema, ...ofText]

const ofFiles = 'is about a file, and not what stands in it'
const ofLimits = 'is a limit of how much there may be: the edit is to write less'
const unreached = 'no schema or text that is read comes to it'

export const manifestTextsWithoutRow: Readonly<Record<string, string>> = {
  'UTF-8 text': ofFiles,
  'a readable file': ofFiles,
  'a file or a folder': ofFiles,
  'objects (or a comment, where there should be none)': ofFiles,
  'a document of at most 3 MB (split it with ---)': ofLimits,
  'a file of at most ${most} MB (split it)': ofLimits,
  'at most ${mostLevels} levels': ofLimits,
  'a document that is not nested this deep': ofLimits,
  'aliases of at most ${mostCopied} values in all': ofLimits,
  'at least ${minProperties} entries': unreached,
  'not ${formInWords(schema.not)}': unreached,
  'only one of the forms of its schema': unreached,
  '`---` between documents': unreached,
  'an alias (*name) of an anchor (&name) above it': unreached,
  'YAML or JSON': unreached,
}
