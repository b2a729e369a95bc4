import test from 'ava'
import { keyOf } from '../../resources/resource-set.ts'
import { describeProblem } from './manifest-problem.ts'
import { readManifests } from './read-manifests.ts'

const lines = (text: string) => readManifests(text, 'f.yaml').problems.map(describeProblem)

const names = (text: string) =>
  readManifests(text, 'f.yaml').resources.map(({ resource, line }) => ({
    id: `${resource.kind} ${keyOf(resource)}`,
    line,
  }))

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`

test('each document of a file is an object, and stands where it begins', (t) => {
  const text = `# a comment\n---\n${configMap('a')}---\n# nothing here\n--- # and\n\n${configMap('b')}...\n`
  t.deepEqual(names(text), [
    { id: 'ConfigMap default/a', line: 3 },
    { id: 'ConfigMap default/b', line: 11 },
  ])
  t.deepEqual(lines(text), [])
})

test('a document may begin on the line of its marker, and --- inside a line is text', (t) => {
  const text = `--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: "a\n  --- b"}}\n`
  t.deepEqual(names(text), [{ id: 'ConfigMap default/a', line: 1 }])
})

test('a List is as many objects as it has items, and Lists may nest', (t) => {
  const item = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`
  const text = `apiVersion: v1
kind: List
items:
- ${item('a')}
- kind: List
  apiVersion: v1
  items:
  - ${item('b')}
`
  t.deepEqual(names(text), [
    { id: 'ConfigMap default/a', line: 4 },
    { id: 'ConfigMap default/b', line: 8 },
  ])
})

test('the items of a ConfigMapList need not say their kind', (t) => {
  const text = `{"apiVersion": "v1", "kind": "ConfigMapList", "items": [\n{"metadata": {"name": "a"}}]}`
  t.deepEqual(names(text), [{ id: 'ConfigMap default/a', line: 2 }])
})

test('a mistake in an item of a List is said with its own line and path', (t) => {
  const text = `kind: List
apiVersion: v1
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: A
`
  t.deepEqual(lines(text), [
    `f.yaml:7: ConfigMap default/A: metadata.name: expected a DNS name (labels of lower case letters, digits and '-', joined by '.') (did you mean a?), found "A"`,
  ])
})

test('JSON is read, tabs and all', (t) => {
  const text = '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a"}\n}\n'
  t.deepEqual(names(text), [{ id: 'ConfigMap default/a', line: 1 }])
})

test('a byte order mark and Windows line ends change nothing', (t) => {
  const text = `\uFEFF---\r\n${configMap('a').replaceAll('\n', '\r\n')}---\r\n${configMap('b').replaceAll('\n', '\r\n')}`
  t.deepEqual(names(text), [
    { id: 'ConfigMap default/a', line: 2 },
    { id: 'ConfigMap default/b', line: 7 },
  ])
})

test('anchors and merge keys are read as kubectl reads them', (t) => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: &meta
  name: a
  labels: &labels {app: x}
  annotations:
    b: *labels
data:
  <<: *labels
  b: c
`
  t.deepEqual(lines(text), [
    'f.yaml:7: ConfigMap default/a: metadata.annotations.b: expected a string, found {"app":"x"}',
  ])
  const [object] = readManifests(text.replace('    b: *labels\n', '    b: c\n'), 'f').resources
  t.like(object?.resource, { data: { app: 'x', b: 'c' } })
})

test('what stands in a ConfigMap, or is the value of a token, is not told by its mistake', (t) => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data: { b: [hunter2] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a }
spec: { rules: [{ matches: [{ headers: [{ name: Authorization, value: [hunter2] }] }] }] }
`
  t.deepEqual(lines(text), [
    'f.yaml:4: ConfigMap default/a: data.b: expected a string, found [redacted]',
    'f.yaml:9: HTTPRoute default/a: spec.rules[0].matches[0].headers[0].value: expected a string, found [redacted]',
  ])
})

test('one object defined twice is a mistake that names both places, and the first stays', (t) => {
  const text = `${configMap('a')}data: {which: first}\n---\n${configMap('a')}data: {which: second}\n`
  const { resources } = readManifests(text, 'f.yaml')
  t.is(resources.length, 1)
  t.like(resources[0]?.resource, { data: { which: 'first' } })
  t.deepEqual(lines(text), [
    'f.yaml:7: ConfigMap default/a: expected each object once, found it also at f.yaml:1, which is used',
  ])
})

test('a mistake in one document leaves the others alone', (t) => {
  const text = `${configMap('a')}---\nkey: [\n---\n${configMap('b')}---\n${configMap('B')}`
  t.deepEqual(
    names(text).map(({ id }) => id),
    ['ConfigMap default/a', 'ConfigMap default/b'],
  )
  t.is(lines(text).length, 2)
  t.false(readManifests(text, 'f').isReadable)
  t.true(readManifests(text.replace('[', ''), 'f').isReadable)
})

test('kinds that are not read are named once each, and are no mistakes', (t) => {
  const of = (kind: string, name: string) =>
    `---\napiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n`
  const text = of('Deployment', 'a') + of('Deployment', 'b') + of('DaemonSet', 'c')
  t.deepEqual(lines(text), [
    'f.yaml:2: Deployment shop/a: the kind Deployment (apps) is not read; its objects are ignored',
    'f.yaml:10: DaemonSet shop/c: the kind DaemonSet (apps) is not read; its objects are ignored',
  ])
})

test('a kind of the Gateway API that is not read is validated all the same', (t) => {
  const text = `apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: {name: a}
spec: {rules: [{backendRefs: [{name: b}]}]}
`
  t.deepEqual(lines(text), [
    'f.yaml:4: TCPRoute default/a: spec.rules[0].backendRefs[0]: expected to satisfy "Must have port for Service reference", found {"name":"b","group":"","kind":"Service","weight":1}',
  ])
})

const says = test.macro({
  exec: (t, text: string, ...expected: string[]) => t.deepEqual(lines(text), expected),
  title: (title = '') => `${title} is said`,
})

const gateway = 'gateway.networking.k8s.io'

test(
  'a missing apiVersion',
  says,
  'kind: Service\nmetadata: {name: a}\n',
  'f.yaml:1: Service default/a: apiVersion: expected a string (every object has it), found nothing',
)
test(
  'a missing kind',
  says,
  'apiVersion: v1\n',
  'f.yaml:1: object (no name): kind: expected a string (every object has it), found nothing',
)
test(
  'a version that is not served',
  says,
  `apiVersion: ${gateway}/v1alpha2\nkind: HTTPRoute\nmetadata: {name: a}\n`,
  `f.yaml:1: HTTPRoute default/a: apiVersion: expected one of ${gateway}/v1, ${gateway}/v1beta1, found "${gateway}/v1alpha2"`,
)
test(
  'a kind in the wrong group',
  says,
  'apiVersion: v1\nkind: HTTPRoute\nmetadata: {name: a}\n',
  `f.yaml:1: HTTPRoute default/a: apiVersion: expected one of ${gateway}/v1, ${gateway}/v1beta1, found "v1"`,
)
test(
  'a kind misspelt',
  says,
  `apiVersion: ${gateway}/v1\nkind: Gatway\n`,
  `f.yaml:2: Gatway (no name): kind: expected one of BackendTLSPolicy, GRPCRoute, Gateway, GatewayClass, HTTPRoute, ListenerSet, ReferenceGrant, TCPRoute, TLSRoute, UDPRoute (did you mean Gateway?), found "Gatway"`,
)
test(
  'a core kind in the wrong case',
  says,
  'apiVersion: v1\nkind: service\n',
  'f.yaml:2: service (no name): kind: expected Service, found "service"',
)
test(
  'a text that is no object',
  says,
  'just words\n',
  'f.yaml:1: expected an object with apiVersion, kind and metadata, found a plain value',
)
test(
  'a list that is no List',
  says,
  '- a\n',
  'f.yaml:1: expected an object with apiVersion, kind and metadata, found a list',
)
test(
  "another group's Gateway",
  says,
  'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\n',
  'f.yaml:1: Gateway default/a: the kind Gateway (networking.istio.io) is not read; its objects are ignored',
)
for (const group of ['gateway.networkng.k8s.io', 'networking.k8s.io'])
  test(
    `a slip in the group: ${group}`,
    says,
    `apiVersion: ${group}/v1\nkind: HTTPRoute\nmetadata: {name: a}\n`,
    `f.yaml:1: HTTPRoute default/a: apiVersion: expected one of ${gateway}/v1, ${gateway}/v1beta1, found "${group}/v1"`,
  )
test(
  'a missing name',
  says,
  'apiVersion: v1\nkind: ConfigMap\n',
  'f.yaml:1: ConfigMap default/(no name): metadata.name: expected a value: it is required, found nothing',
)
test(
  'a namespace on what has none, which an API server clears',
  says,
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: b}\n',
  'f.yaml:3: Namespace a: metadata.namespace: a Namespace has no namespace; the field is ignored',
)
test(
  'a namespace on what has none, of another type',
  says,
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: 5}\n',
  'f.yaml:3: Namespace a: metadata.namespace: expected a string, found 5 (in quotes it is a string: "5")',
)
test(
  'a name that its kind does not allow',
  says,
  'apiVersion: v1\nkind: Service\nmetadata: {name: a.b}\nspec: {ports: [{port: 1}]}\n',
  `f.yaml:3: Service default/a.b: metadata.name: expected a DNS label (lower case letters, digits and '-', a letter or digit at both ends), found "a.b"`,
)
test(
  'a label that is no label',
  says,
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {-x: v, b: "c d", e: 5}}\n',
  `f.yaml:3: ConfigMap default/a: metadata.labels.b: expected what matches ^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$, found "c d"`,
  `f.yaml:3: ConfigMap default/a: metadata.labels.e: expected a string, found 5 (in quotes it is a string: "5")`,
  `f.yaml:3: ConfigMap default/a: metadata.labels["-x"]: expected a key of letters, digits, '-', '_' and '.', with an optional DNS name and '/' in front, found "-x"`,
)
test(
  'an unknown field of metadata',
  says,
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, lables: {}}\n',
  'f.yaml:3: ConfigMap default/a: metadata.lables: expected a known field (did you mean labels?), found an unknown field',
)
test(
  'a key that comes twice',
  says,
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n',
  'f.yaml:5: metadata.name: expected each key once, found it twice',
)
test(
  'a tab as indentation',
  says,
  'a:\n\tb: c\n',
  'f.yaml:2: expected spaces as indentation, found a tab',
)
test(
  'an open bracket',
  says,
  '# x\na: [b\n',
  'f.yaml:3: expected lines indented to fit those above, and every bracket closed, found a line that does not fit',
)

for (const namespace of ['shop', 'No_Namespace', '""'])
  test(`a GatewayClass with metadata.namespace: ${namespace} is read, and has none`, (t) => {
    const text = `apiVersion: ${gateway}/v1
kind: GatewayClass
metadata:
  name: rauta
  namespace: ${namespace}
spec: {controllerName: example.com/c}
`
    const { resources, problems } = readManifests(text, 'f.yaml')
    t.deepEqual(
      resources.map(({ resource }) => resource.metadata),
      [{ generation: 1, name: 'rauta' }],
    )
    t.deepEqual(
      problems.map(({ level, line }) => ({ level, line })),
      namespace === '""' ? [] : [{ level: 'notice', line: 5 }],
    )
  })

test('what is said of a field of one object is said of the next one too', (t) => {
  const one = (name: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, namespace: b}\n`
  t.is(lines(`${one('a')}---\n${one('b')}`).length, 2)
})

test('the name of a Service may begin with a digit, as since Kubernetes 1.36', (t) => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: 1a}\nspec: {ports: [{port: 1}]}\n'
  t.deepEqual(lines(text), [])
  t.deepEqual(names(text), [{ id: 'Service default/1a', line: 1 }])
})

const slice = (ports: number) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: a}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1]}]
ports:
${Array.from({ length: ports }, (_, index) => `- {name: p${index}, port: ${index + 1}}\n`).join('')}`

test('an EndpointSlice may have 20,000 ports', (t) => {
  t.deepEqual(lines(slice(20_000)), [])
  t.deepEqual(lines(slice(20_001)), [
    'f.yaml:6: EndpointSlice default/a: ports: expected at most 20000 items, found 20001',
  ])
})

const json = (name: string) =>
  `{"apiVersion": "v1",\n\t"kind": "ConfigMap", "metadata": {"name": "${name}"}}`

test('JSON objects may follow on each other, each with its own line', (t) => {
  t.deepEqual(names(`${json('a')}${json('b')}\n\n  ${json('c')}\n---\n${json('d')}\n`), [
    { id: 'ConfigMap default/a', line: 1 },
    { id: 'ConfigMap default/b', line: 2 },
    { id: 'ConfigMap default/c', line: 5 },
    { id: 'ConfigMap default/d', line: 8 },
  ])
})

test('a mistake in one JSON object of a stream leaves the others alone', (t) => {
  const text = `${json('a')}\n${json('B')}\n${json('c')}{"kind":`
  t.deepEqual(
    names(text).map(({ id }) => id),
    ['ConfigMap default/a', 'ConfigMap default/c'],
  )
  t.deepEqual(
    lines(text).map((line) => line.slice(0, 60)),
    [
      'f.yaml:4: ConfigMap default/B: metadata.name: expected a DNS',
      'f.yaml:6: expected a closing quote, bracket, colon or comma,',
    ],
  )
})

test('a byte order mark may stand after ---, also before another ---', (t) => {
  const text = `\uFEFF${configMap('a')}---\n\uFEFF${configMap('b')}--- # x\r\n\uFEFF---\n${configMap('c')}---\n\n# x\n\uFEFF${configMap('d')}`
  t.deepEqual(lines(text), [])
  t.deepEqual(names(text), [
    { id: 'ConfigMap default/a', line: 1 },
    { id: 'ConfigMap default/b', line: 6 },
    { id: 'ConfigMap default/c', line: 12 },
    { id: 'ConfigMap default/d', line: 19 },
  ])
})

test('an infinity is said with its line, and not read as null', (t) => {
  t.deepEqual(lines(`${configMap('a')}data:\n  a: .inf\n`), [
    'f.yaml:6: data.a: expected a number, found a number that JSON does not support',
  ])
})

test('only objects can be merged by <<', (t) => {
  t.deepEqual(lines(`${configMap('a')}data:\n  <<: text\n`), [
    'f.yaml:6: data: expected an alias of an object after <<, found text',
  ])
})

for (const [title, text, line] of [
  ['a value', '# {{ no }}\nkind: Gateway\nmetadata:\n  name: {{ .Values.name }}\n', 4],
  ['a control line', 'kind: Gateway\n{{- if .Values.on }}\nspec: {}\n{{- end }}\n', 2],
  ['a whole file', '{{- range .Values.routes }}\n---\nkind: HTTPRoute\n{{- end }}\n', 1],
  ['a piece of a value', 'kind: Gateway\nname: {{ .Release.Name }}-web\n', 2],
  ['a block', 'kind: Gateway\nlabels:\n  {{- include "labels" . | nindent 4 }}\n', 3],
] as const)
  test(`a template that was left in as ${title} has a sentence of its own`, (t) => {
    t.is(
      lines(text)[0],
      `f.yaml:${line}: expected a manifest, found a template ({{ … }}); render it first, for example with helm template`,
    )
  })

test('a template in quotes has the sentence where it can be no value, and is a string elsewhere', (t) => {
  const quoted = (name: string, value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: ${value}}\n`
  t.deepEqual(lines(quoted('"{{ .Release.Name }}-a"', 'b')), [
    'f.yaml:3: ConfigMap default/{{ .Release.Name }}-a: metadata.name: expected a manifest, found a template ({{ … }}); render it first, for example with helm template',
  ])
  t.deepEqual(lines(quoted('a', '"{{ .Release.Name }}"')), [])
})

test('a template inside of a value that breaks two rules is told once, and with that sentence', (t) => {
  const path = '{type: PathPrefix, value: "{{ .Values.path }}"}'
  const route = `apiVersion: ${gateway}/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {rules: [{matches: [{path: ${path}}]}]}\n`
  t.deepEqual(lines(route), [
    'f.yaml:4: HTTPRoute default/a: spec.rules[0].matches[0].path: expected a manifest, found a template ({{ … }}); render it first, for example with helm template',
  ])
})

for (const [title, text, line] of [
  ['alone', 'apiVersion: v1\rkind: ConfigMap\r', 1],
  ['alone, after a comment that would be the whole', '# a\rapiVersion: v1\rkind: A\r', 1],
  ['in a comment, which ends there for kubectl', 'apiVersion: v1\n# a\rkind: ConfigMap\n', 2],
  ['before CR LF', 'apiVersion: v1\nkind: ConfigMap\r\r\nmetadata:\r\r\n  name: a\r\r\n', 2],
] as const)
  test(`a carriage return ${title} is named, with its line`, (t) => {
    t.is(
      lines(text)[0],
      `f.yaml:${line}: expected lines that end with a line feed (LF or CR LF), found a carriage return (CR) alone`,
    )
  })

test('JSON may have its line breaks as it likes', (t) => {
  const text = '{"apiVersion": "v1",\r"kind": "ConfigMap",\r"metadata": {"name": "a"}}\r'
  t.deepEqual(lines(text), [])
})

test('a byte order mark before --- is named: kubectl refuses it, too', (t) => {
  t.is(
    lines(`${configMap('a')}\uFEFF---\n${configMap('b')}`)[0],
    'f.yaml:5: expected no byte order mark (U+FEFF) inside a text, found one; remove it, or save the files without it before they are put together',
  )
})

for (const items of ['', 'items:', 'items: []'])
  test(`a List with ${items || 'no items'} is an empty one`, (t) => {
    t.deepEqual(lines(`apiVersion: v1\nkind: List\n${items}\n`), [])
  })

for (const [apiVersion, kind, path, expected] of [
  ['gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet', 'kind', `ListenerSet of ${gateway}/v1`],
  [`${gateway}/v1`, 'XListenerSet', 'kind', `ListenerSet of ${gateway}/v1`],
  [`${gateway}/v1alpha2`, 'ReferencePolicy', 'kind', `ReferenceGrant of ${gateway}/v1beta1`],
  ['networking.x-k8s.io/v1alpha1', 'HTTPRoute', 'apiVersion', `one of ${gateway}/v1, `],
  [
    `${gateway}/v1alpha2`,
    'BackendLBPolicy',
    'kind',
    'XBackendTrafficPolicy of gateway.networking.x-k8s.io/v1alpha1',
  ],
] as const)
  test(`${kind} of ${apiVersion} is named as renamed`, (t) => {
    const [line = ''] = lines(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`)
    t.true(line.includes(`: ${path}: expected ${expected}`), line)
  })
