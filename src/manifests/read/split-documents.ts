// A file's text, cut at its `---` lines, which end a YAML document wherever they stand
// (YAML 1.2.2, §9.1.2). Each document is then read alone: a mistake in one does not reach the
// others, and a document whose text is as it was need not be read again.
import { endOfJson } from '../parse/parse-json.ts'

export interface DocumentText {
  readonly text: string
  /** Of its first line in the file, from 1. */
  readonly line: number
}

export function splitDocuments(written: string): DocumentText[] {
  const text = withoutMarks(written)
  const documents: DocumentText[] = []
  let start = 0
  let line = 1
  for (const { index } of text.matchAll(/^---(?=[ \t\r\n]|$(?![\s\S]))/gm)) {
    if (index === 0) continue
    const document = text.slice(start, index)
    documents.push({ text: document, line })
    line += lineBreaks(document)
    start = index
  }
  documents.push({ text: text.slice(start), line })
  const [first, ...others] = documents
  const all = [...(first ? jsonStream(first) : []), ...others]
  return all.filter((document) => !isEmpty(document.text))
}

/**
 * JSON objects may follow on each other, with nothing between: `jq -c`, kubectl's own streams. kubectl reads
 * them at the beginning of a text alone; after the first `---` it would drop all but the first.
 */
function jsonStream({ text, line }: DocumentText): DocumentText[] {
  const values: DocumentText[] = []
  let at = 0
  for (;;) {
    space.lastIndex = at
    const start = at + (space.exec(text)?.[0].length ?? 0)
    const end = text[start] === '{' ? endOfJson(text, start) : undefined
    if (end === undefined) break
    const before = values.at(-1)
    const breaks = before ? lineBreaks(before.text) : 0
    values.push({ text: text.slice(at, end), line: (before?.line ?? line) + breaks })
    at = end
  }
  const last = values.at(-1)
  if (!last) return [{ text, line }]
  // What is no JSON is YAML, and its parser says what is wrong with it.
  return [...values, { text: text.slice(at), line: last.line + lineBreaks(last.text) }]
}

const space = /\s*/y

/** A byte order mark at a document's beginning: files that were put together have them. */
function withoutMarks(text: string): string {
  const mark = /^(---[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n){0,100})\uFEFF/gm
  return text.includes('\uFEFF') ? text.replace(mark, '$1') : text
}

/** Only the marker, comments, directives and blank lines. */
function isEmpty(text: string): boolean {
  const below = text.replace(/^(?:---|\.\.\.)[ \t]*(?:#.*)?(?=\r?\n|$(?![\s\S]))/, '')
  return !/^(?![ \t]*(?:[#%].*|\.\.\.[ \t]*)?$)/m.test(below)
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
