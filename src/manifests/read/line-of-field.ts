// In which line of its file a field of an object stands. Asked of the few objects that something is wrong
// with: their text is parsed once more, so that no tree of nodes stays in memory for all the others.
import type { SealedText } from '../../resources/sealed-text.ts'
import { parseDocument } from '../parse/parse-document.ts'
import type { ParsedDocument } from '../parse/parsed-document.ts'
import { noLimits } from '../parse/reading-limits.ts'
import type { Path } from '../validate/spot.ts'

/** Where an object was read. */
export interface ObjectPlace {
  /** The document's, or of a long List the item's. There may be secrets in it. */
  readonly text: SealedText
  /** Of the text's first line in the file, from 1. */
  readonly firstLine: number
  /** Of the object in the text: of an item of a List, `['items', 3]`. */
  readonly path: Path
}

/** What stands nowhere is said to be where its surroundings are. */
export function lineOfField({ text, firstLine, path }: ObjectPlace, field: Path): number {
  const parsed = parsedOnce(text.reveal())
  return firstLine - 1 + (parsed?.lineAt([...path, ...field]) ?? 1)
}

/** Objects of one document are asked about one after the other. */
let last: { readonly text: string; readonly parsed: ParsedDocument | undefined } | undefined

function parsedOnce(text: string): ParsedDocument | undefined {
  if (last?.text !== text) {
    const parsed = parseDocument(text, noLimits)
    last = { text, parsed: 'value' in parsed ? parsed : undefined }
  }
  return last.parsed
}
