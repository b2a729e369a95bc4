// Lists as `kubectl get` writes them, of a whole cluster.
import test from 'ava'
import { keyOf } from '../../resources/resource-set.ts'
import { describeProblem } from './manifest-problem.ts'
import { readManifests } from './read-manifests.ts'
import { noLimits } from '../parse/reading-limits.ts'

const filling = 'x'.repeat(100_000)

const item = (indent: string, name: string, data = filling) =>
  [
    `- apiVersion: v1`,
    `  data:`,
    `    a: |`,
    `      - items:`,
    ``,
    `      ${data}`,
    `  kind: ConfigMap`,
    `  metadata:`,
    `    name: ${name}`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join('')

const list = (indent: string, names: readonly string[], data?: string) =>
  `apiVersion: v1\nitems:\n${names.map((name) => item(indent, name, data)).join('')}kind: List\nmetadata:\n  resourceVersion: ""\n`

const read = (text: string) => readManifests(text, 'f', { limits: noLimits })

const found = (text: string) =>
  read(text).resources.map(({ resource, line }) => `${keyOf(resource)} ${line}`)

const manyNames = Array.from({ length: 60 }, (_, index) => `c${index}`)

for (const indent of ['', '  '])
  test(`a List of 6 MB is read, each item with its line, indented by ${indent.length}`, (t) => {
    t.deepEqual(read(list(indent, manyNames)).problems, [])
    t.deepEqual(
      found(list(indent, manyNames)),
      manyNames.map((name, index) => `default/${name} ${3 + 9 * index}`),
    )
    t.deepEqual(found(list(indent, manyNames)), found(list(indent, manyNames, 'short')))
  })

test('a mistake in one item of a long List is said with its line, and the others are read', (t) => {
  const names = manyNames.with(40, 'C').with(50, '"open')
  const { resources, problems } = read(list('', names))
  t.is(resources.length, 58)
  t.deepEqual(
    problems.map((problem) => describeProblem(problem).slice(0, 60)),
    [
      'f:371: ConfigMap default/C: metadata.name: expected a DNS na',
      'f:462: items[50]: expected a closing quote, bracket, colon o',
    ],
  )
})

test('items of a ConfigMapList of JSON have their kind and line, however long it is', (t) => {
  const items = manyNames.map((name) => ({ metadata: { name }, data: { a: filling } }))
  const text = JSON.stringify({ kind: 'ConfigMapList', apiVersion: 'v1', items }, null, '\t')
  t.true(text.length > 6_000_000)
  t.deepEqual(found(text).slice(0, 2), ['default/c0 5', 'default/c1 13'])
  t.is(found(text).length, 60)
})

test('an anchor in one item of a long List is an alias in another', (t) => {
  const text = list('', manyNames)
    .replace('name: c0\n', 'name: &name c0\n')
    .replace('name: c1\n', 'name: c1\n    labels: {a: *name}\n')
  const { resources, problems } = read(text)
  t.deepEqual(problems, [])
  t.deepEqual(resources[1]?.resource.metadata.labels, { a: 'c0' })
})

test('a long document that is no List is read in one piece', (t) => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: "${filling.repeat(40)}"\nitems:\n- apiVersion: v1\n`
  t.deepEqual(found(text), ['default/a 1'])
})

test('a gateway that serves reads no item above 3 MB, and no file above 8 MB', (t) => {
  const served = (text: string) => readManifests(text, 'f').problems.map(describeProblem)
  t.deepEqual(served(list('', manyNames)), [])
  t.deepEqual(served(list('', ['a', 'b'], filling.repeat(35))), [
    'f:3: items[0]: expected a document of at most 3 MB (split it with ---), found 3.34 MB',
    'f:12: items[1]: expected a document of at most 3 MB (split it with ---), found 3.34 MB',
  ])
})
