// A long YAML List, as `kubectl get -o yaml` writes it, cut at its items: the parser's tree of the whole
// would take a hundred times the memory of the text, and an API server has a limit an object, not a list.

export interface ListPieces {
  /** The List without its items. */
  readonly head: string
  /** Each as a document of its own. */
  readonly items: readonly { readonly text: string; readonly line: number }[]
}

/** What may stand before the first item: comments and empty lines. */
const firstPiece = 10_000

/** Undefined where the text has no items at its outermost level, one below the other. */
export function listPieces(text: string): ListPieces | undefined {
  const start = /^items:[ \t]*(?:#.*)?\r?\n/m.exec(text)
  if (!start) return undefined
  const begin = start.index + start[0].length
  const indent = /^(?:[ \t]*(?:#.*)?\r?\n){0,100}( *)- /.exec(
    text.slice(begin, begin + firstPiece),
  )?.[1]
  if (indent === undefined) return undefined

  const end = endOfItems(text, begin, indent)
  const items: { text: string; line: number }[] = []
  let line = lineBreaks(text.slice(0, begin)) + 1
  let at = begin
  for (const { index } of text
    .slice(begin, end)
    .matchAll(new RegExp(`^${indent}-(?= |\\r?$)`, 'gm'))) {
    if (begin + index > at) line += push(text.slice(at, begin + index), line)
    at = begin + index
  }
  push(text.slice(at, end), line)
  return { head: text.slice(0, start.index) + text.slice(end), items }

  function push(piece: string, itsLine: number): number {
    // The item's dash becomes a space, so that its fields stay where they are.
    if (/^ *-/.test(piece)) items.push({ text: piece.replace('-', ' '), line: itsLine })
    return lineBreaks(piece)
  }
}

/** Where a line stands further left than the items: the next field, or the end of the document. */
function endOfItems(text: string, begin: number, indent: string): number {
  const field = new RegExp(`^(?!${indent}[- ]|[ \\t]*(?:#|\\r?$))`, 'gm')
  field.lastIndex = begin
  return field.exec(text)?.index ?? text.length
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
