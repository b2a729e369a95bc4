// What CEL's operators and functions do with values of manifests, as far as the Gateway API's rules use them:
// rules.generated.ts is made of these. What CEL calls an error throws here, and refuses the object
// (https://github.com/google/cel-spec/blob/master/doc/langdef.md,
// https://kubernetes.io/docs/reference/using-api/cel/).
import { isIP } from 'node:net'
import { isDnsSubdomain, isLabelKey } from '../../resources/label-syntax.ts'
import { matchesPattern } from './linear-pattern.ts'
import { isFields } from './schema.ts'

export class CelError extends Error {}

type Test = (item: unknown) => boolean

/** The value of a variable that may have none. */
export function known(value: unknown): unknown {
  if (value !== undefined) return value
  throw new CelError('no such variable')
}

/** `of.name` */
export function field(of: unknown, name: string): unknown {
  if (hasField(of, name)) return Reflect.get(of, name)
  throw new CelError(`no such key: ${name}`)
}

/** `has(of.name)` */
export function hasField(of: unknown, name: string): of is object {
  if (!isFields(of)) throw new CelError('not a map')
  return Object.hasOwn(of, name)
}

/** `list[index]`, `map['key']` */
export function at(of: unknown, key: unknown): unknown {
  if (!Array.isArray(of)) return field(of, text(key))
  if (typeof key === 'number' && key in of) return of[key]
  throw new CelError('index out of bounds')
}

export function truthOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new CelError('not a bool')
}

// Both operators are commutative: an error of one side counts only where the other side does not decide.

export function and(left: () => boolean, right: () => boolean): boolean {
  const first = outcome(left)
  if (first === false) return false
  const isRight = right()
  return isRight && decided(first)
}

export function or(left: () => boolean, right: () => boolean): boolean {
  const first = outcome(left)
  if (first === true) return true
  const isRight = right()
  return isRight || decided(first)
}

function outcome(side: () => boolean): boolean | CelError {
  try {
    return side()
  } catch (error) {
    if (error instanceof CelError) return error
    throw error
  }
}

function decided(side: boolean | CelError): boolean {
  if (typeof side === 'boolean') return side
  throw side
}

export function all(range: unknown, test: Test): boolean {
  return !exists(range, (item) => !test(item))
}

export function exists(range: unknown, test: Test): boolean {
  let failed: CelError | undefined
  for (const item of itemsOf(range)) {
    const holds = outcome(() => test(item))
    if (holds === true) return true
    if (holds !== false) failed = holds
  }
  if (failed) throw failed
  return false
}

export function existsOne(range: unknown, test: Test): boolean {
  return filter(range, test).length === 1
}

export function filter(range: unknown, test: Test): readonly unknown[] {
  return itemsOf(range).filter((item) => test(item))
}

/** `item in range` */
export function isIn(item: unknown, range: unknown): boolean {
  return itemsOf(range).some((other) => equals(item, other))
}

/** Of a map its keys. */
function itemsOf(range: unknown): readonly unknown[] {
  if (Array.isArray(range)) return range
  if (isFields(range)) return Object.keys(range)
  throw new CelError('neither a list nor a map')
}

export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left))
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equals(item, right[index]))
    )
  if (!isFields(left) || !isFields(right)) return false
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equals(left[name], right[name]))
  )
}

/** Below 0, 0 or above 0, for `<`, `<=`, `>` and `>=`. */
export function compare(left: unknown, right: unknown): number {
  const isComparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'bigint' && typeof right === 'bigint')
  if (!isComparable) throw new CelError('cannot be compared')
  return left < right ? -1 : Number(left > right)
}

export function sum(left: unknown, right: unknown): number | string {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'string' && typeof right === 'string') return left + right
  throw new CelError('cannot be added')
}

export function string(of: unknown): string {
  if (typeof of === 'string' || typeof of === 'number' || typeof of === 'boolean') return `${of}`
  throw new CelError('not a scalar')
}

/** Of a string the number of its code points. */
export function size(of: unknown): number {
  return typeof of === 'string' ? [...of].length : itemsOf(of).length
}

export function contains(of: unknown, part: unknown): boolean {
  return text(of).includes(text(part))
}

export function startsWith(of: unknown, part: unknown): boolean {
  return text(of).startsWith(text(part))
}

export function endsWith(of: unknown, part: unknown): boolean {
  return text(of).endsWith(text(part))
}

export function matches(of: unknown, pattern: string): boolean {
  return matchesPattern(pattern, text(of))
}

export function substring(of: unknown, start: number): string {
  const characters = [...text(of)]
  if (start > characters.length) throw new CelError('index out of range')
  return characters.slice(start).join('')
}

export function split(of: unknown, separator: string): readonly string[] {
  return text(of).split(separator)
}

/** In nanoseconds; texts are those of Go's `time.ParseDuration`. */
export function duration(of: unknown): bigint {
  const [, sign, parts = ''] = durationText.exec(text(of)) ?? [undefined, '', 'none']
  if (parts === 'none') throw new CelError('not a duration')
  let total = 0n
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(durationPart)) {
    const nanoseconds = nanosecondsOf[unit] ?? 0n
    total += BigInt(whole) * nanoseconds
    total += (BigInt(fraction) * nanoseconds) / 10n ** BigInt(fraction.length)
  }
  if (total >= 2n ** 63n) throw new CelError('out of range')
  return sign === '-' ? -total : total
}

// No part of a text can match in two ways, so that a long one takes linear time.
const durationText = /^([-+]?)(0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|m|s|ms|us|µs|μs|ns))+)$/
const durationPart = /(\d*)(?:\.(\d*))?([a-zµμ]+)/g

const nanosecondsOf: Readonly<Record<string, bigint>> = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ns: 1n,
}

export function isIp(of: unknown): boolean {
  return isIP(text(of)) !== 0 && !text(of).includes('%')
}

/** `format.qualifiedName().validate(of)`: an optional, with a value where something is wrong. */
export function validateQualifiedName(of: unknown): readonly string[] | undefined {
  return isLabelKey(text(of)) ? undefined : ['not a qualified name']
}

/** `format.dns1123Subdomain().validate(of)` */
export function validateDns1123Subdomain(of: unknown): readonly string[] | undefined {
  return isDnsSubdomain(text(of)) ? undefined : ['not a DNS subdomain']
}

/** Of an optional. */
export function hasValue(of: readonly string[] | undefined): boolean {
  return of !== undefined
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new CelError('not a string')
}
