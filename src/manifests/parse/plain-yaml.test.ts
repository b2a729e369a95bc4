import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import * as fc from 'fast-check'
import { parseYaml } from './parse-yaml.ts'
import { readPlainYaml } from './plain-yaml.ts'
import { splitDocuments } from '../read/split-documents.ts'

const documents: string[] = []
const root = join(import.meta.dirname, '../../..')
for await (const path of glob('{docs,src/translate/cases,deploy}/**/*.yaml', { cwd: root }))
  documents.push(
    ...splitDocuments(await readFile(join(root, path), 'utf8')).map(({ text }) => text),
  )
const plain = documents.filter((text) => readPlainYaml(text))

const read = test.macro({
  exec(t, text: string, value: unknown, line = 1) {
    t.deepEqual(readPlainYaml(text), { value, line })
  },
  title: (_, text) => `is read: ${JSON.stringify(text)}`,
})

test(read, 'a: b', { a: 'b' })
test(read, '---\n# c\n\na: b\n', { a: 'b' }, 4)
test(read, 'a:\nb: # c\nc: ~', { a: null, b: null, c: null })
test(read, 'a:\n  b: 1\n  c:\n    d: yes', { a: { b: 1, c: { d: true } } })
test(read, 'a:\n- b\n- c: 1\n  d: 2\ne: 3', { a: ['b', { c: 1, d: 2 }], e: 3 })
test(read, 'a:\n  -   b: 1\n      c: 2', { a: [{ b: 1, c: 2 }] })
test(read, 'a: b c # d', { a: 'b c' })
test(read, 'a: b#c:d/e', { a: 'b#c:d/e' })
test(read, `a: "b: #c"\nb: 'x "y"' # z`, { a: 'b: #c', b: 'x "y"' })
test(read, 'a: []\nb: {}', { a: [], b: {} })
test(read, 'a: [b, "c", 1, { d: e, f: [] }] # g', { a: ['b', 'c', 1, { d: 'e', f: [] }] })
test(read, '__proto__: a', JSON.parse('{"__proto__": "a"}'))

const leftToParser = test.macro({
  exec(t, text: string) {
    t.is(readPlainYaml(text), undefined)
  },
  title: (_, text) => `is left to the parser: ${JSON.stringify(text)}`,
})

const unread = String.raw`
# a
a
- a
"a": b
a b: c
? a
<<: a
on: a
a: |
a: >
a: &b c
a: *b
a: !b c
a: "\n"
a: 'b''c'
a: é
a: b: c
a: b:
a:b
a: .inf
a: -1
a: [b
a: [b,]
a: [b c]
a: {b}
a: {b: c, b: d}
a: [b] c
a: [http://b]`.split('\n')

for (const text of [
  ...unread,
  'a: b\na: c',
  'a: b\n  c',
  'a: "b\n  c"',
  'a:\tb',
  'a: b\r\n',
  'a:\n   b: 1\n  c: 2',
  ' a: b\nc: d',
  'a:\n  - b\n  c: d',
  'a:\n  -\n    b: c',
  'a:\n  - - b',
  'a: b\n---\nc: d',
  'a: b\n...',
  '%YAML 1.2\n---\na: b',
  '\uFEFFa: b',
  `${'a'.repeat(1025)}: b`,
  `${'[{a: '.repeat(60)}b${'}]'.repeat(60)}`,
  Array.from({ length: 60 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
])
  test(leftToParser, text)

test('most manifests of this repository are read', (t) => {
  t.true(plain.length > 1000)
  t.true(plain.length / documents.length > 0.8)
})

function isAsParsed(text: string): boolean {
  const found = readPlainYaml(text)
  if (!found) return true
  const parsed = parseYaml(text)
  if (!('value' in parsed)) return false
  return (
    JSON.stringify(parsed.value) === JSON.stringify(found.value) && parsed.lineAt([]) === found.line
  )
}

test('what is read is what the parser reads, in the same line', (t) => {
  t.deepEqual(
    plain.filter((text) => !isAsParsed(text)),
    [],
  )
})

const pieces = [
  ...'- |: |:| #|#|"|\'|-|[]|{}|~|null|yes|1|0x1|.|>|&a|*|!|<<|? |%|,|\\|é|key: |a|1_0|1e3|=|@|`|{|}|[|]|+'.split(
    '|',
  ),
  ...'|· ·  ·\n·---\n·...\n·\t·\r·\u2028·\u0085'.split('·'),
]

/** A document of the repository with pieces put in, taken out, and lines moved. */
const nearlyPlain = fc
  .tuple(
    fc.constantFrom(...plain.filter((text) => text.length < 1500)),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        piece: fc.constantFrom(...pieces),
        taken: fc.constantFrom(0, 0, 1, 3, 20),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, piece, taken }) => {
      const index = Math.floor(at * edited.length)
      return edited.slice(0, index) + piece + edited.slice(index + taken)
    }, text),
  )

test('a text that is nearly plain is read as the parser reads it, or left to it', (t) => {
  fc.assert(fc.property(nearlyPlain, isAsParsed), { numRuns: 1000 })
  t.pass()
})
