// What a YAML scalar stands for, as kubectl has it: sigs.k8s.io/yaml resolves words and numbers as go-yaml v2
// does (resolve.go), which is neither YAML 1.1 nor 1.2. The table of both: kubectl-reads.generated.json.
import type { Scalar } from 'yaml'
import { sortOfValue } from './sort-of-value.ts'

/** Why a scalar has no value in JSON. */
export interface ScalarFault {
  readonly expected: string
  readonly found: string
}

export type ScalarValue = { readonly value: string | number | boolean | null } | ScalarFault

export function scalarValue(scalar: Scalar): ScalarValue {
  const { type, tag } = scalar
  const text = textOf(scalar)
  switch (tag?.replace('tag:yaml.org,2002:', '!!')) {
    case undefined:
      return type === 'PLAIN' ? finite(wordValue(text)) : { value: text }
    case '!':
    case '!!str':
    case '!!timestamp':
      return { value: text }
    case '!!null':
      return ofType(text, (found) => found === null, 'null')
    case '!!bool':
      return ofType(text, (found) => typeof found === 'boolean', 'true or false')
    case '!!int':
      return ofType(text, () => integerOf(text) !== undefined, 'a whole number')
    case '!!float':
      return ofType(text, (found) => typeof found === 'number', 'a number')
    default:
      return { expected: 'plain values', found: 'a tag (!name) that is not known' }
  }
}

/** A key, as a JSON object has it: `on: …` is the field "true", and `1e3: …` is "1000". */
export function keyOfScalar(scalar: Scalar): { readonly name: string } | ScalarFault {
  // As a key an infinity is a name like any other.
  const isWord = scalar.tag === undefined && scalar.type === 'PLAIN'
  const text = textOf(scalar)
  const result = isWord ? { value: wordValue(text) } : scalarValue(scalar)
  if (!('value' in result)) return result
  const { value } = result
  if (value === null) return { expected: 'a key that is a plain word', found: 'null' }
  if (typeof value !== 'number') return { name: String(value) }
  const integer = integerOf(text)
  if (integer === undefined) return { name: shortFloat(value) }
  if (integer < 2n ** 63n) return { name: String(integer) }
  return { expected: 'a key that is a plain word', found: 'a number of 64 bits' }
}

function textOf({ value, source }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? '')
}

/** What a plain scalar stands for. */
export function wordValue(text: string): string | number | boolean | null {
  // Nearly all: what begins with a letter and is longer than the words.
  if (text.length > longestWord && !/^[-+.\d]/.test(text)) return text
  if (words.has(text)) return words.get(text) ?? null
  if (/^[-+\d]/.test(text)) return numberOf(text) ?? text
  if (isDotFloat.test(text)) return inRange(Number(text.replaceAll('_', ''))) ?? text
  return text
}

const words: ReadonlyMap<string, number | boolean | null> = new Map(
  [
    {
      value: true,
      written: ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'],
    },
    {
      value: false,
      written: ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
    },
    { value: null, written: ['', '~', 'null', 'Null', 'NULL'] },
    { value: NaN, written: ['.nan', '.NaN', '.NAN'] },
    { value: Infinity, written: ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'] },
    { value: -Infinity, written: ['-.inf', '-.Inf', '-.INF'] },
  ].flatMap(({ value, written }) => written.map((word) => [word, value] as const)),
)

const longestWord = Math.max(...words.keys().map((word) => word.length))

// strconv.ParseFloat, to which what begins with a dot goes as it is: `_` between digits.
const isDotFloat = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/
// yamlStyleFloat of resolve.go.
const isFloat = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/

function numberOf(text: string): number | undefined {
  const integer = integerOf(text)
  if (integer !== undefined) return Number(integer)
  const plain = text.replaceAll('_', '')
  return isFloat.test(plain) ? inRange(Number(plain)) : undefined
}

/** strconv.ParseInt and ParseUint with base 0: 0x, 0o, 0b and a leading 0 are bases; 64 bits. */
function integerOf(text: string): bigint | undefined {
  const plain = text.replaceAll('_', '')
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(plain) ?? []
  const written = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits
  if (!isInteger.test(written)) return undefined
  const value = BigInt(written) * (sign === '-' ? -1n : 1n)
  const most = sign === '' ? 2n ** 64n : 2n ** 63n
  return value < most && value >= -(2n ** 63n) ? value : undefined
}

const isInteger = /^(?:0|[1-9]\d*|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/

/** What is too large for 64 bits is text. */
function inRange(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

function finite(value: string | number | boolean | null): ScalarValue {
  if (typeof value !== 'number' || Number.isFinite(value)) return { value }
  return { expected: 'a number', found: 'a number that JSON does not support' }
}

function ofType(text: string, isRight: (value: unknown) => boolean, expected: string): ScalarValue {
  const value = wordValue(text)
  return isRight(value) ? finite(value) : { expected, found: sortOfValue(value) }
}

/** strconv.FormatFloat(value, 'g', -1, 32): kubectl names keys by single precision. */
function shortFloat(value: number): string {
  const single = Math.fround(value)
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (count) => Math.fround(Number(single.toExponential(count - 1))) === single,
  )
  const [mantissa = '', power = '0'] = single.toExponential((digits ?? 9) - 1).split('e')
  const exponent = Number(power)
  const sign = Object.is(single, -0) ? '-' : ''
  if (exponent >= -4 && exponent < 6) return `${sign}${Number(`${mantissa}e${power}`)}`
  const padded = String(Math.abs(exponent)).padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${padded}`
}
