import * as fc from 'fast-check'
import test from 'ava'
import { parseDocument } from './parse-document.ts'
import { parseJson } from './parse-json.ts'
import type { Path } from '../validate/spot.ts'

/** Of each value, its path. */
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [path, ...inner.flatMap(([key, each]) => pathsIn(each, [...path, key]))]
}

const someJson = fc
  .oneof(fc.object({ maxDepth: 4 }), fc.array(fc.jsonValue()))
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)

test('any JSON is what JSON.parse makes of it, and stands where YAML finds it', (t) => {
  fc.assert(
    fc.property(someJson, fc.constantFrom(undefined, 1, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const parsed = parseJson(`---\n${text}\n`)
      if (!parsed || !('value' in parsed)) throw new Error(`no JSON: ${text}`)
      t.deepEqual(parsed.value, JSON.parse(text))
      // In YAML a key that is long, or has a colon and no space, is another thing.
      const yaml = parseDocument(`# no JSON\n${text}`)
      if (!('value' in yaml)) return
      for (const path of pathsIn(value)) t.is(parsed.lineAt(path), yaml.lineAt(path), text)
    }),
    { numRuns: 200 },
  )
})

test('a number that JSON.parse takes for Infinity is a fault', (t) => {
  t.like(parseJson('{"a": 5605187114e+303}'), { path: ['a'], found: 'one of about 1e312' })
})

test('what JSON.parse refuses is none', (t) => {
  fc.assert(
    fc.property(
      someJson,
      fc.nat(),
      fc.constantFrom('', '"', ',', '}', '\\', '0', '\t'),
      (value, at, put) => {
        const text = JSON.stringify(value, null, 1)
        const cut = at % text.length
        const broken = text.slice(0, cut) + put + text.slice(cut + 1)
        const parsed = parseJson(broken)
        // A cut may make two keys the same, which JSON.parse does not mind.
        fc.pre(!(parsed && 'expected' in parsed && parsed.expected === 'each key once'))
        const isRead = parsed !== undefined && 'value' in parsed
        t.is(isRead, isJson(broken) && /^\s*[[{]/.test(broken), broken)
      },
    ),
    { numRuns: 500 },
  )
})

/** A key that comes twice, and a number that JSON.parse takes for Infinity, are refused besides. */
const refusedBesides = /^it twice$|^one of about 1e\d+$/

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  const parsed = parseJson(text)
  return !(parsed && 'found' in parsed && refusedBesides.test(parsed.found))
}
