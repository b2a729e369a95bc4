// One YAML or JSON document → a plain value, with the place of everything in it. Read as kubectl
// reads it: JSON where it is JSON, go-yaml's words and numbers, merge keys, no key twice.
import { createRequire } from 'node:module'
import { parseJson } from './parse-json.ts'
import type * as allOfYaml from './parse-yaml.ts'
import type { ParsedDocument, ParseFault } from './parsed-document.ts'
import { readPlainYaml } from './plain-yaml.ts'
import { megabytes, type ReadingLimits, servedLimits } from './reading-limits.ts'

/** Lines count from 1, of this text. What stands nowhere is said to be where its surroundings are. */
export function parseDocument(
  text: string,
  { mostInDocument }: ReadingLimits = servedLimits,
): ParsedDocument | ParseFault {
  if (text.length > mostInDocument) return tooLarge(text.length)
  return parseJson(text) ?? parsePlain(text) ?? loadAllOfYaml().parseYaml(text)
}

/** Loaded for the first document that needs it, which few do: 5 MiB, and 30 ms of each start. */
function loadAllOfYaml(): typeof allOfYaml {
  return createRequire(import.meta.url)('./parse-yaml.ts')
}

function tooLarge(size: number): ParseFault {
  const expected = 'a document of at most 3 MB (split it with ---)'
  return { line: 1, path: [], expected, found: megabytes(size) }
}

/** Where a field stands is asked of few: of these the parser makes its tree. */
function parsePlain(text: string): ParsedDocument | undefined {
  const plain = readPlainYaml(text)
  if (!plain) return undefined
  let whole: ParsedDocument | ParseFault | undefined
  const parsed = () => (whole ??= loadAllOfYaml().parseYaml(text))
  return {
    value: plain.value,
    lineAt(path) {
      if (path.length === 0) return plain.line
      const found = parsed()
      return 'value' in found ? found.lineAt(path) : plain.line
    },
    bareTextAt(path) {
      const found = parsed()
      return 'value' in found ? found.bareTextAt(path) : undefined
    },
  }
}
