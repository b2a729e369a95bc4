// JSON → a plain value, with the place of everything in it. kubectl tries JSON first, and its rules are
// not quite YAML's: tabs indent, `\/` and pairs of surrogates are escapes, objects may follow on objects.
import { lineOfOffset } from './line-of-offset.ts'
import type { ParsedDocument, ParseFault } from './parsed-document.ts'
import { mostLevels } from './reading-limits.ts'
import type { Path } from '../validate/spot.ts'

/** Undefined: it is no JSON, or more than one value. Lines count from 1, of this text. */
export function parseJson(text: string): ParsedDocument | ParseFault | undefined {
  const start = contentStart(text)
  if (text[start] !== '{' && text[start] !== '[') return undefined
  const reading: Reading = { text, at: start, path: [] }
  const lineOf = lineOfOffset(text)
  try {
    const root = nodeOf(reading)
    skipSpace(reading)
    if (reading.at < text.length) return undefined
    return {
      value: root.value,
      lineAt: (path) => lineOf(findNode(root, path).start),
      bareTextAt: (path) => bareText(text, findNode(root, path)),
    }
  } catch (error) {
    if (error instanceof NoJson) return undefined
    if (!(error instanceof JsonFault)) throw error
    const { path, expected, found } = error
    return { line: lineOf(error.offset), path, expected, found }
  }
}

/** Where the JSON value ends that begins there; undefined where none does. */
export function endOfJson(text: string, start: number): number | undefined {
  const reading: Reading = { text, at: start, path: [] }
  try {
    nodeOf(reading)
    return reading.at
  } catch (error) {
    if (error instanceof NoJson || error instanceof JsonFault) return undefined
    throw error
  }
}

interface Node {
  /** Where it begins; a field's, where its name does. */
  readonly start: number
  readonly valueStart: number
  readonly end: number
  readonly value: unknown
  readonly inner?: ReadonlyMap<string | number, Node>
}

interface Reading {
  readonly text: string
  at: number
  readonly path: (string | number)[]
}

class NoJson extends Error {}

class JsonFault extends Error {
  readonly offset: number
  readonly path: Path
  readonly expected: string
  readonly found: string

  constructor({ path }: Reading, offset: number, words: { expected: string; found: string }) {
    super(`expected ${words.expected}, found ${words.found}`)
    this.offset = offset
    this.path = [...path]
    this.expected = words.expected
    this.found = words.found
  }
}

/** After a `---` that has its line for itself. */
function contentStart(text: string): number {
  return /^(?:---[ \t]*\r?\n)?[ \t\r\n]*/.exec(text)?.[0].length ?? 0
}

function nodeOf(reading: Reading, fieldStart?: number): Node {
  skipSpace(reading)
  const valueStart = reading.at
  const { value, inner } = readValue(reading)
  const start = fieldStart ?? valueStart
  return { start, valueStart, end: reading.at, value, ...(inner && { inner }) }
}

function readValue(reading: Reading): Pick<Node, 'value' | 'inner'> {
  switch (reading.text[reading.at]) {
    case '{':
      return readObject(reading)
    case '[':
      return readList(reading)
    case '"':
      return { value: readString(reading) }
    default:
      return { value: readWord(reading) }
  }
}

function readObject(reading: Reading): Pick<Node, 'value' | 'inner'> {
  const inner = new Map<string, Node>()
  readItems(reading, '}', () => {
    const start = reading.at
    const name = readString(reading)
    take(reading, ':')
    reading.path.push(name)
    if (inner.has(name)) fail(reading, start, 'each key once', 'it twice')
    inner.set(name, nodeOf(reading, start))
    reading.path.pop()
  })
  // fromEntries defines own properties, so that `__proto__` is a name like any other.
  return {
    value: Object.fromEntries(inner.entries().map(([name, { value }]) => [name, value])),
    inner,
  }
}

function readList(reading: Reading): Pick<Node, 'value' | 'inner'> {
  const inner = new Map<number, Node>()
  readItems(reading, ']', () => {
    reading.path.push(inner.size)
    inner.set(inner.size, nodeOf(reading))
    reading.path.pop()
  })
  return { value: Array.from(inner.values(), ({ value }) => value), inner }
}

function readItems(reading: Reading, close: '}' | ']', readItem: () => void): void {
  // YAML's parser says so.
  if (reading.path.length >= mostLevels) throw new NoJson()
  reading.at++
  skipSpace(reading)
  if (reading.text[reading.at] === close) {
    reading.at++
    return
  }
  for (;;) {
    skipSpace(reading)
    readItem()
    skipSpace(reading)
    const next = reading.text[reading.at++]
    if (next === close) return
    if (next !== ',') throw new NoJson()
  }
}

function readString(reading: Reading): string {
  const { text, at } = reading
  if (text[at] !== '"') throw new NoJson()
  let end = text.indexOf('"', at + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  if (end < 0) throw new NoJson()
  reading.at = end + 1
  const inside = text.slice(at + 1, end)
  return isPlainText.test(inside) ? inside : scalarOf(text.slice(at, end + 1), String)
}

/** No escapes, and nothing that JSON does not allow. */
const isPlainText = /^[ -[\]-\uD7FF]*$/

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text[quote - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

const word = /true|false|null|-?\d[\d.eE+-]*/y

function readWord(reading: Reading): unknown {
  const { text, at } = reading
  word.lastIndex = at
  const [written] = word.exec(text) ?? []
  if (written === undefined) throw new NoJson()
  reading.at += written.length
  const value = scalarOf(written, (parsed) => parsed)
  if (value === Infinity || value === -Infinity)
    fail(reading, at, 'a number that fits into 64 bits', `one of about 1e${magnitude(written)}`)
  return value
}

/** The power of ten; the number itself may be a Secret's. */
function magnitude(written: string): number {
  const [, digits = '', exponent = '0'] = /^-?(\d+)(?:\.\d*)?(?:[eE](.+))?$/.exec(written) ?? []
  return digits.length - 1 + Number(exponent)
}

function scalarOf<T>(written: string, of: (parsed: unknown) => T): T {
  try {
    return of(JSON.parse(written))
  } catch {
    // The caller tries YAML, whose parser says what is wrong.
    throw new NoJson()
  }
}

function take(reading: Reading, mark: string): void {
  skipSpace(reading)
  if (reading.text[reading.at++] !== mark) throw new NoJson()
}

function skipSpace(reading: Reading): void {
  const { text } = reading
  while (isSpace(text.charCodeAt(reading.at))) reading.at++
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function fail(reading: Reading, offset: number, expected: string, found: string): never {
  throw new JsonFault(reading, offset, { expected, found })
}

/** What is not there is said to be where its surroundings are. */
function findNode(root: Node, path: Path): Node & { readonly isWhole?: false } {
  let node = root
  for (const key of path) {
    const inner = node.inner?.get(key)
    if (!inner) return { ...node, isWhole: false }
    node = inner
  }
  return node
}

function bareText(text: string, node: ReturnType<typeof findNode>): string | undefined {
  const { value, valueStart, end, isWhole } = node
  const isBare = isWhole !== false && (typeof value === 'number' || typeof value === 'boolean')
  return isBare ? text.slice(valueStart, end) : undefined
}
