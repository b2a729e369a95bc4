// One YAML or JSON document → a plain value, with the place of everything in it. Read as kubectl
// reads it: YAML 1.1's words for true and false, merge keys, no key twice.
import { isScalar, LineCounter, type ParsedNode, parseDocument as parse, type Tags } from 'yaml'
import { nodeAt } from './node-at.ts'
import { plainValue, ValueFault } from './plain-value.ts'
import type { Path } from './spot.ts'
import { yamlFault } from './yaml-faults.ts'

export interface ParsedDocument {
  readonly value: unknown
  readonly lineAt: (path: Path) => number
  /** The text of a value that was written without quotes. */
  readonly bareTextAt: (path: Path) => string | undefined
}

/** Why a text is no document. */
export interface ParseFault {
  readonly line: number
  readonly path: Path
  readonly expected: string
  readonly found: string
}

// The most that an API server takes in one request. Parsing takes time in proportion.
const mostCharacters = 3 * 1024 * 1024

const tooLarge = {
  line: 1,
  path: [],
  expected: 'a document of at most 3 MB (split it with ---)',
  found: 'a larger one',
} satisfies ParseFault

/** Lines count from 1, of this text. What stands nowhere is said to be where its surroundings are. */
export function parseDocument(text: string): ParsedDocument | ParseFault {
  if (text.length > mostCharacters) return tooLarge
  const lines = new LineCounter()
  const document = parse(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Looked for in plain-value.ts, in linear time.
    uniqueKeys: false,
    schema: 'yaml-1.1',
    customTags: (tags) => tags.filter((tag) => !isForeign(tag)),
  })
  const lineOf = (offset: number) => Math.max(1, lines.linePos(offset).line)
  // A warning is a tag that nobody knows, and its value would be guessed.
  const [error] = [...document.errors, ...document.warnings]
  if (error) return { line: lineOf(error.pos[0]), path: [], ...yamlFault(error.code) }
  return valueOf(document.contents, lineOf)
}

function valueOf(root: ParsedNode | null, lineOf: (offset: number) => number) {
  try {
    return {
      value: plainValue(root),
      lineAt: (path: Path) => lineOf(nodeAt(root, path).offset),
      bareTextAt: (path: Path) => bareText(nodeAt(root, path).node),
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

/** Types that JSON does not have: what kubectl sends is JSON. */
function isForeign(tag: Tags[number]): boolean {
  if (typeof tag === 'string') return false
  return foreign.has(tag.tag.replace('tag:yaml.org,2002:', '')) || tag.format === 'TIME'
}

const foreign = new Set(['binary', 'merge', 'omap', 'pairs', 'set', 'timestamp'])
