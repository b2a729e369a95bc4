import test from 'ava'
import { parseDocument } from './parse-document.ts'

for (const [text, found] of [
  ['a: "x\\q"\n', '\\q'],
  [`${'k'.repeat(1100)}: 1\n`, 'one of 1100'],
  ['a: "abc\n', 'the end of the document'],
  ['{"a" 1}', 'a letter or a digit'],
  ['{"a" - }', '-'],
  ['&a &b c\n', 'a text that YAML forbids (MULTIPLE_ANCHORS)'],
  ['? [a]\n: 1\n', 'a list'],
  ['? {a: b}\n: 1\n', 'a map'],
  ['a: !!int text\n', 'text'],
  ['a: !!null 1\n', 'a number'],
  ['a: !!bool [1]\n', 'a tag (!name) that is not known'],
  ['<<: 1\n', 'a number'],
  ['<<: [null]\n', 'null'],
  ['[1e1000]', 'one of about 1e1000'],
  ['[-123.4E+999]', 'one of about 1e1001'],
] as const)
  test(`of ${JSON.stringify(text.slice(0, 20))} it is said that it has ${found}`, (t) => {
    t.like(parseDocument(text), { found })
  })
