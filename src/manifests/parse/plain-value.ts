// YAML's nodes → plain values, with limits: keys are strings and come once, aliases may not multiply
// a text beyond measure, and nesting ends somewhere.
import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml'
import { keyOfScalar, type ScalarFault, scalarValue } from './scalar-value.ts'
import { mostLevels } from './reading-limits.ts'
import { sortOfValue } from './sort-of-value.ts'
import { type Fields, isFields } from '../validate/schema.ts'
import type { Path } from '../validate/spot.ts'

const mostCopied = 100_000

/** Thrown where a document must not become a value. */
export class ValueFault extends Error {
  readonly fault: { readonly offset: number; readonly path: Path } & Words

  constructor(fault: ValueFault['fault']) {
    super(`expected ${fault.expected}, found ${fault.found}`)
    this.fault = fault
  }
}

interface Words {
  readonly expected: string
  readonly found: string
}

interface Walk {
  readonly path: (string | number)[]
  readonly anchors: Map<string, { readonly value: unknown; readonly size: number }>
  /** Values made so far, and those of them that aliases made. */
  made: number
  copied: number
}

export function plainValue(root: unknown): unknown {
  return valueOf(root, { path: [], anchors: new Map(), made: 0, copied: 0 })
}

function valueOf(node: unknown, walk: Walk): unknown {
  if (isAlias(node)) return aliased(node.source, offsetOf(node), walk)
  const before = walk.made++
  const value = containedValue(node, walk)
  const anchor = anchorOf(node)
  if (anchor !== undefined) walk.anchors.set(anchor, { value, size: walk.made - before })
  return value
}

function containedValue(node: unknown, walk: Walk): unknown {
  if (walk.path.length > mostLevels)
    fail(walk, offsetOf(node), { expected: `at most ${mostLevels} levels`, found: 'more' })
  if (isScalar(node)) return found(scalarValue(node), walk, offsetOf(node)).value
  if ((isSeq(node) || isMap(node)) && !isPlainTag(node.tag))
    fail(walk, offsetOf(node), {
      expected: 'plain values',
      found: 'a tag (!name) that is not known',
    })
  if (isSeq(node))
    return node.items.map((item, index) => inside(walk, index, () => valueOf(item, walk)))
  return isMap(node) ? fieldsOf(node, walk) : null
}

function aliased(name: string, offset: number, walk: Walk): unknown {
  const anchor = walk.anchors.get(name)
  if (!anchor) {
    const expected = 'an alias (*name) of an anchor (&name) that ends above it'
    return fail(walk, offset, { expected, found: 'an alias without an anchor' })
  }
  walk.made += anchor.size
  walk.copied += anchor.size
  if (walk.copied > mostCopied)
    fail(walk, offset, {
      expected: `aliases of at most ${mostCopied} values in all`,
      found: `${walk.copied} or more`,
    })
  return anchor.value
}

function fieldsOf(map: YAMLMap, walk: Walk): object {
  const fields = new Map<string, unknown>()
  const merged: Fields[] = []
  for (const pair of map.items) {
    const name = nameOf(pair, walk)
    const value = inside(walk, name, () => valueOf(pair.value, walk))
    if (isMergeKey(pair)) merged.push(...mergeable(value, walk, offsetOf(pair.key)))
    else if (fields.has(name))
      inside(walk, name, () =>
        fail(walk, offsetOf(pair.key), { expected: 'each key once', found: 'it twice' }),
      )
    else fields.set(name, value)
  }
  for (const more of merged)
    for (const [name, value] of Object.entries(more)) if (!fields.has(name)) fields.set(name, value)
  // fromEntries defines own properties, so that `__proto__` is a name like any other.
  return Object.fromEntries(fields)
}

function nameOf({ key }: Pair, walk: Walk): string {
  if (isScalar(key)) return found(keyOfScalar(key), walk, offsetOf(key)).name
  return fail(walk, offsetOf(key), {
    expected: 'a key that is a plain word',
    found: isAlias(key) ? 'an alias' : sortOfValue(isSeq(key) ? [] : {}),
  })
}

function mergeable(value: unknown, walk: Walk, offset: number): readonly Fields[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.map((each) =>
    isFields(each)
      ? each
      : fail(walk, offset, {
          expected: 'an alias of an object after <<',
          found: sortOfValue(each),
        }),
  )
}

/** `<<: *defaults` (https://yaml.org/type/merge.html) */
function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

function isPlainTag(tag: string | undefined): boolean {
  return tag === undefined || /^(!|tag:yaml\.org,2002:(map|seq))$/.test(tag)
}

function found<T extends object>(result: T | ScalarFault, walk: Walk, offset: number): T {
  return 'expected' in result ? fail(walk, offset, result) : result
}

function inside<T>(walk: Walk, key: string | number, inner: () => T): T {
  walk.path.push(key)
  const value = inner()
  walk.path.pop()
  return value
}

function fail(walk: Walk, offset: number, words: Words): never {
  throw new ValueFault({ offset, path: [...walk.path], ...words })
}

function anchorOf(node: unknown): string | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
}

function offsetOf(node: unknown): number {
  const isNode = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
  return (isNode && node.range?.[0]) || 0
}
