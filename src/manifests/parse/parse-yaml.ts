// A YAML document → a plain value, by a parser of all of YAML, with the place of everything in it. Slow, and its tree
// takes a hundred times the memory of the text: plain-yaml.ts comes before it.
import {
  type Document,
  isScalar,
  LineCounter,
  parseDocument as parse,
  type YAMLWarning,
} from 'yaml'
import type { Path } from '../validate/spot.ts'
import { nodeAt } from './node-at.ts'
import type { ParsedDocument, ParseFault } from './parsed-document.ts'
import { plainValue, ValueFault } from './plain-value.ts'
import { returnAlone } from './unseen-fault.ts'
import { yamlFault } from './yaml-faults.ts'

/** Lines count from 1, of this text. */
export function parseYaml(text: string): ParsedDocument | ParseFault {
  const unseen = returnAlone(text)
  if (unseen) return { path: [], ...unseen }
  const lines = new LineCounter()
  const document = parse(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Looked for in plain-value.ts, in linear time.
    uniqueKeys: false,
    // What a scalar or a tag means is scalar-value.ts's to say.
    schema: 'failsafe',
    resolveKnownTags: false,
  })
  const lineOf = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const [error] = [...document.errors, ...document.warnings.filter(isNoTag)]
  if (error) return { line: lineOf(error.pos[0]), path: [], ...yamlFault(text, error) }
  return valueOf(document, lineOf)
}

function valueOf(document: Document.Parsed, lineOf: (offset: number) => number) {
  try {
    return {
      value: plainValue(document.contents),
      lineAt: (path: Path) => lineOf(nodeAt(document, path).offset),
      bareTextAt: (path: Path) => bareText(nodeAt(document, path).node),
    }
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error
    const { offset, ...words } = error.fault
    return { line: lineOf(offset), ...words }
  }
}

function bareText(node: unknown): string | undefined {
  return isScalar(node) && node.type === 'PLAIN' ? node.source : undefined
}

function isNoTag({ code }: YAMLWarning): boolean {
  return code !== 'TAG_RESOLVE_FAILED'
}
