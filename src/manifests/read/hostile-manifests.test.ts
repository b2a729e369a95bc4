// Bytes that someone else chose: each is a problem that is said, or an object; none is a hang, a
// crash or a way to another object's prototype.
import * as fc from 'fast-check'
import test from 'ava'
import { stringify } from 'yaml'
import { describeProblem } from './manifest-problem.ts'
import { readManifests } from './read-manifests.ts'
import { formatPath } from '../validate/spot.ts'
import { processorMs } from '../../testing/processor-ms.ts'

const lines = (text: string) => readManifests(text, 'f').problems.map(describeProblem)

const isSaid = test.macro({
  exec(t, text: string, expected: RegExp) {
    let found: string[] = []
    const ms = processorMs(() => (found = lines(text)))
    t.regex(found.join('\n').slice(0, 10_000), expected)
    t.true(found.every((line) => line.length < 2000))
    t.true(ms < 3000)
  },
  title: (title = '') => `${title} is a problem that is said`,
})

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

test(
  'a NUL byte',
  isSaid,
  `${configMap}\0`,
  /^f:4: expected text, found the control character U\+0000$/,
)
test(
  'an escape sequence',
  isSaid,
  `${configMap}# \u001b[31m\n`,
  /^f:4: expected text, found the control character U\+001B$/,
)
test(
  '10 MB',
  isSaid,
  `${configMap}data: {x: "${'x'.repeat(10_000_000)}"}`,
  /^f: expected a file of at most 8 MB \(split it\), found 9\.54 MB$/,
)
test(
  '50,000 open brackets',
  isSaid,
  '['.repeat(50_000),
  /^f:1: expected a document that is not nested this deep, found more levels$/,
)
test(
  '20,000 open braces',
  isSaid,
  '{a: '.repeat(20_000),
  /^f:1: expected a document that is not nested this deep/,
)
test(
  '20,000 nested lists',
  isSaid,
  '- '.repeat(20_000),
  /^f:1: expected a document that is not nested this deep/,
)
test(
  '250 levels',
  isSaid,
  `${'{a: '.repeat(250)}1${'}'.repeat(250)}`,
  /^f:1: .*expected (at most 200 levels|a document that is not nested this deep), found more/,
)
test(
  '20,000 keys, one of them twice',
  isSaid,
  Array.from({ length: 20_000 }, (_, index) => `k${index % 19_999}: v`).join('\n'),
  /expected each key once, found it twice$/,
)
test(
  'an alias that multiplies',
  isSaid,
  bomb(),
  /^f:\d+: .*expected aliases of at most 100000 values in all, found \d+ or more$/,
)
test(
  'an alias inside its own anchor',
  isSaid,
  'a: &x [*x]\n',
  /^f:1: .*expected an alias \(\*name\) of an anchor \(&name\) that ends above it/,
)
test('an alias of nothing', isSaid, 'a: *x\n', /^f:1: expected an alias|^f:1: a: expected an alias/)
test(
  'a key that is a list',
  isSaid,
  '? [a]\n: b\n',
  /^f:1: expected a key that is a plain word, found a list$/,
)
test(
  'an unknown tag',
  isSaid,
  `${configMap}data: !!python/object:os.system {a: b}\n`,
  /^f:4: data: expected plain values, found a tag \(!name\) that is not known$/,
)
test(
  'a header value for which RegExp would take for ever',
  isSaid,
  headerValue(`${'a'.repeat(4000)}\u00e9`),
  /value: expected what matches/,
)

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = level === 0 ? 'x' : `*a${level - 1}`
    return `a${level}: &a${level} [${Array(10).fill(items).join(', ')}]`
  })
  return levels.join('\n')
}

function headerValue(value: string): string {
  const match = { headers: [{ name: 'a', value }] }
  const filter = {
    type: 'RequestHeaderModifier',
    requestHeaderModifier: { set: [{ name: 'a', value }] },
  }
  return stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'a' },
    spec: { rules: [{ matches: [match], filters: [filter] }] },
  })
}

test('aliases within measure are read', (t) => {
  const text = `${configMap}data: {a: &x value, b: *x}\n`
  t.deepEqual(lines(text), [])
})

test('a field called __proto__ is a field, and unknown', (t) => {
  const text = `${configMap}__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}\n`
  t.deepEqual(lines(text), [])
  t.false('polluted' in {})
  const route = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\n'
  t.regex(
    lines(`${route}spec: {__proto__: {rules: []}}`).join(),
    /spec\.__proto__: expected one of the fields/,
  )
  t.deepEqual(lines('kind: __proto__\napiVersion: v1\nmetadata: {name: a}').length, 1)
  t.deepEqual(lines('kind: constructor\napiVersion: v1\n__proto__: 1').length, 1)
})

test('a ConfigMap may have a key called __proto__', (t) => {
  const [object] = readManifests(`${configMap}data: {__proto__: x}`, 'f').resources
  const data = object?.resource.kind === 'ConfigMap' ? object.resource.data : {}
  t.deepEqual(Object.entries(data), [['__proto__', 'x']])
  t.is(Object.getPrototypeOf(data), Object.prototype)
})

test('nothing of a Secret is said, wherever in it the mistake is', (t) => {
  const secret = (fields: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n${fields}\n`
  for (const fields of [
    'data: {a: hunter2!}',
    'data: hunter2',
    'stringData: [hunter2]',
    'stringData: {a: {b: hunter2}}',
    'type: [hunter2]',
    'stringData: {a: hunter2, a: hunter2}',
    'stringData:\n  a: |\n    hunter2\n   hunter2\n',
    'stringData: {a: "hunter2\\q"}',
    'stringData: {a: hunter2',
    'stringData: {a: *hunter2}',
    'metadata: {name: a, annotations: {b: [hunter2]}}'.replace(
      'metadata',
      'immutable: 1\nannotations',
    ),
    'data: {a: !!int hunter2}',
  ]) {
    const found = readManifests(secret(fields), 'f')
    t.notRegex(JSON.stringify(found), /hunter2/, fields)
  }
})

const valid = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'a', namespace: 'shop', labels: { a: 'b' }, annotations: { c: 'd' } },
  spec: {
    parentRefs: [{ name: 'g', sectionName: 'http' }],
    hostnames: ['a.example'],
    rules: [
      {
        name: 'r',
        matches: [{ path: { type: 'Exact', value: '/a' }, headers: [{ name: 'h', value: 'v' }] }],
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/b' } },
          },
        ],
        backendRefs: [{ name: 's', port: 80, weight: 2 }],
        timeouts: { request: '10s', backendRequest: '1s' },
      },
    ],
  },
}

type Place = readonly (string | number)[]

function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place]
  const inner = Object.entries(value).flatMap(([key, each]) =>
    placesIn(each, [...place, Array.isArray(value) ? Number(key) : key]),
  )
  return [place, ...inner]
}

function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by
  const copy = structuredClone(value) as Record<string | number, unknown>
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

const places = placesIn(valid)

test('whatever stands at any place of a valid object, it is an object or a mistake', (t) => {
  t.deepEqual(lines(stringify(valid)), [])
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), (place, by) => {
      const text = JSON.stringify(replaced(valid, place, by))
      const { resources, problems } = readManifests(text, 'f')
      const mistakes = problems.filter(({ level }) => level === 'mistake')
      t.true(
        resources.length === 1 ? mistakes.length === 0 : problems.length > 0 || by === null,
        text,
      )
      for (const problem of problems) t.notThrows(() => describeProblem(problem))
    }),
    { numRuns: 500 },
  )
})

test('whatever is cut out of or put into the text, nothing is thrown', (t) => {
  const text = `${stringify(valid)}---\n${configMap}`
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '\t',
      '\n',
      '---\n',
      '&a ',
      '*a',
      '<<: *a',
      '!!',
      '{',
      '[',
      '"',
      "'",
      '|\n',
      '? ',
      ': ',
      '%YAML 1.2\n',
      '\uFEFF',
      '\r',
    ),
  )
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), noise, (at, length, put) => {
      const mutant = text.slice(0, at) + put + text.slice(at + length)
      const { resources, problems } = readManifests(mutant, 'f')
      const last = mutant.split('\n').length
      for (const { line } of [...resources, ...problems]) t.true(line >= 0 && line <= last)
    }),
    { numRuns: 400 },
  )
})

test('paths are spelled so that they can be found again', (t) => {
  t.is(
    formatPath(['spec', 'rules', 0, 'options', 'example.com/x', '__proto__']),
    'spec.rules[0].options["example.com/x"].__proto__',
  )
  t.is(formatPath([]), '')
})

test('a Secret of a type that every object has as a property is one of any type', (t) => {
  for (const type of ['constructor', '__proto__', 'toString']) {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: ${type}\n`
    t.deepEqual(readManifests(secret, 'a.yaml').problems, [])
  }
})
