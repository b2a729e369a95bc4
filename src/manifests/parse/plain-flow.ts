// Lists and mappings of one line, in brackets: `[a, "b"]`, `{ name: a, port: 80 }`. As in plain-yaml.ts, what is not
// plainly of that kind is left to the parser.
import { mostPlain, NotPlain, quotedText, valueOfWord } from './plain-scalar.ts'

interface Reading {
  readonly text: string
  at: number
  levels: number
}

/** All of the text, or up to a comment. */
export function readFlow(text: string): unknown {
  const reading: Reading = { text, at: 0, levels: 0 }
  const value = readValue(reading)
  if (!/^(?: +#.*| *)$/.test(text.slice(reading.at))) throw new NotPlain()
  return value
}

function readValue(reading: Reading): unknown {
  switch (reading.text[reading.at]) {
    case '[':
      return readList(reading)
    case '{':
      return readMapping(reading)
    case '"':
    case "'":
      return quotedText(take(reading, /"[^"]*"|'[^']*'/y))
    default:
      return valueOfWord(take(reading, /[\w./][\w./-]*/y))
  }
}

function readList(reading: Reading): readonly unknown[] {
  const items: unknown[] = []
  readItems(reading, ']', () => items.push(readValue(reading)))
  return items
}

function readMapping(reading: Reading): object {
  const fields = new Map<string, unknown>()
  readItems(reading, '}', () => {
    const name = take(reading, /[A-Za-z_][\w./-]{0,300}(?=: )/y)
    if (fields.has(name) || valueOfWord(name) !== name) throw new NotPlain()
    take(reading, /: +/y)
    fields.set(name, readValue(reading))
  })
  return Object.fromEntries(fields)
}

function readItems(reading: Reading, close: ']' | '}', readItem: () => void): void {
  if (++reading.levels > mostPlain) throw new NotPlain()
  reading.at++
  take(reading, / */y)
  if (reading.text[reading.at] !== close) {
    readItem()
    while (take(reading, / *(?:, *)?/y).includes(',')) readItem()
  }
  if (reading.text[reading.at++] !== close) throw new NotPlain()
  reading.levels--
}

function take(reading: Reading, pattern: RegExp): string {
  pattern.lastIndex = reading.at
  const [taken] = pattern.exec(reading.text) ?? []
  if (taken === undefined) throw new NotPlain()
  reading.at += taken.length
  return taken
}
