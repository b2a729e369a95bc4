// Where a path leads in a YAML document; what is not there is looked for as far as it goes. An alias leads
// to its anchor, a merge key into what it merges: there the value is written, and there it is mended.
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml'
import { keyOfScalar } from './scalar-value.ts'
import type { Path } from '../validate/spot.ts'

export interface FoundNode {
  /** Where it begins: for a field, its key. */
  readonly offset: number
  /** The value at the path; absent where the path leads further than the document. */
  readonly node?: unknown
}

export function nodeAt(document: Document, path: Path): FoundNode {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const key of path) {
    const step = stepTo(resolved(node, document), key, document)
    if (!step) return { offset }
    ;({ node, offset } = { node: step.node, offset: step.offset ?? offset })
  }
  return { offset, node }
}

function stepTo(node: unknown, key: string | number, document: Document): Step | undefined {
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key]
    return item === undefined ? undefined : { node: item, offset: startOf(item) }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.findLast((each) => isKey(each, key))
  if (pair) return { node: pair.value, offset: startOf(pair.key) }
  return mergedInto(node, document).flatMap((merged) => stepTo(merged, key, document) ?? [])[0]
}

interface Step {
  readonly node: unknown
  readonly offset: number | undefined
}

/** What `<<` merges, in the order in which a key is looked for (https://yaml.org/type/merge.html). */
function mergedInto(map: YAMLMap, document: Document): readonly unknown[] {
  return map.items
    .filter((pair) => isKey(pair, '<<') && isScalar(pair.key) && pair.key.type === 'PLAIN')
    .flatMap(({ value }) => {
      const merged = resolved(value, document)
      return isSeq(merged) ? merged.items.map((each) => resolved(each, document)) : [merged]
    })
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function isKey({ key }: Pair, name: string | number): boolean {
  if (!isScalar(key)) return false
  const found = keyOfScalar(key)
  return 'name' in found && found.name === name
}

function startOf(node: unknown): number | undefined {
  const isNode = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
  return isNode ? node.range?.[0] : undefined
}
