// The YAML that most manifests are written in: mappings and lists by indentation, scalars of one line. Read in
// one pass, many times faster than by a parser of all of YAML. What is not plainly of that kind (anchors, tags,
// block scalars, escapes, tabs, a key twice) is undefined here: the parser reads it, and says what is wrong with it. So
// this is never laxer, and a test holds the two equal.
import { readFlow } from './plain-flow.ts'
import { setOwn } from '../validate/set-own.ts'
import { mostPlain, NotPlain, plainScalar, valueOfWord } from './plain-scalar.ts'

export interface PlainDocument {
  readonly value: unknown
  /** Of the first field, from 1. */
  readonly line: number
}

interface Reading {
  /** Those with content. */
  readonly lines: Line[]
  at: number
  levels: number
}

interface Line {
  readonly indent: number
  /** After the indentation. */
  readonly text: string
}

/** After the last line: it belongs to nothing. */
const end: Line = { indent: -1, text: '' }

export function readPlainYaml(text: string): PlainDocument | undefined {
  if (/[\t\r\uFEFF]/.test(text)) return undefined
  const { lines, line } = linesOf(text)
  const reading: Reading = { lines, at: 0, levels: 0 }
  try {
    if (lines[0]?.indent !== 0) return undefined
    const value = readMapping(reading, 0)
    return reading.at === lines.length ? { value, line } : undefined
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
}

function linesOf(text: string): { readonly lines: Line[]; readonly line: number } {
  const lines: Line[] = []
  let first = 0
  for (const [index, written] of text.split('\n').entries()) {
    const indent = indentOf(written)
    if (indent === written.length || written[indent] === '#') continue
    if (index === 0 && /^--- *$/.test(written)) continue
    first ||= index + 1
    lines.push({ indent, text: written.slice(indent) })
  }
  return { lines, line: first }
}

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === 0x20) indent++
  return indent
}

// A field may have a comment after it, and a scalar white space. All that is matched is ASCII.
const field = /^([A-Za-z_][\w./-]{0,300}):(?: +(?![ #])(.*)| *(?: #.*)?)$/

function readMapping(reading: Reading, indent: number): object {
  const fields: Record<string, unknown> = {}
  if (++reading.levels > mostPlain) throw new NotPlain()
  for (let line = lineOf(reading); line.indent === indent; line = lineOf(reading)) {
    const [, name = '', written] = field.exec(line.text) ?? []
    if (Object.hasOwn(fields, name) || valueOfWord(name) !== name) throw new NotPlain()
    reading.at++
    setOwn(fields, name, written ? scalar(written) : readBelow(reading, indent))
  }
  reading.levels--
  return fields
}

/** The value of a field that has none on its own line; a list may stand as far left as its field. */
function readBelow(reading: Reading, indent: number): unknown {
  const below = lineOf(reading)
  const isList = below.text.startsWith('- ')
  if (below.indent > indent)
    return isList ? readList(reading, below.indent) : readMapping(reading, below.indent)
  return isList && below.indent === indent ? readList(reading, indent) : null
}

function readList(reading: Reading, indent: number): readonly unknown[] {
  const items: unknown[] = []
  if (++reading.levels > mostPlain) throw new NotPlain()
  for (
    let line = lineOf(reading);
    line.indent === indent && line.text.startsWith('- ');
    line = lineOf(reading)
  ) {
    const mark = 1 + indentOf(line.text.slice(1))
    const text = line.text.slice(mark)
    if (field.test(text)) items.push(readItem(reading, { indent: indent + mark, text }))
    else {
      reading.at++
      items.push(scalar(text))
    }
  }
  reading.levels--
  return items
}

/** A mapping whose first field stands beside the dash. */
function readItem(reading: Reading, line: Line): object {
  reading.lines[reading.at] = line
  return readMapping(reading, line.indent)
}

function scalar(written: string): unknown {
  const found = plainScalar(written)
  return found ? found.value : readFlow(written)
}

function lineOf({ lines, at }: Reading): Line {
  return lines[at] ?? end
}
