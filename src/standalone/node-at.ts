// Where a path leads in a YAML document; what is not there is looked for as far as it goes.
import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import { keyOfScalar } from './scalar-value.ts'
import type { Path } from './spot.ts'

export interface Found {
  /** Where it begins: for a field, its key. */
  readonly offset: number
  /** The value at the path; absent where the path leads further than the document. */
  readonly node?: unknown
}

export function nodeAt(root: Node | null, path: Path): Found {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const key of path) {
    const step = stepTo(node, key)
    if (!step) return { offset }
    ;({ node, offset } = { node: step.node, offset: step.offset ?? offset })
  }
  return { offset, node }
}

function stepTo(node: unknown, key: string | number) {
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key]
    return item === undefined ? undefined : { node: item, offset: startOf(item) }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.findLast((each) => isKey(each, key))
  return pair && { node: pair.value, offset: startOf(pair.key) }
}

function isKey({ key }: Pair, name: string | number): boolean {
  if (!isScalar(key)) return false
  const found = keyOfScalar(key)
  return 'name' in found && found.name === name
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined
}
