// Reading and changing header lists. A list is never changed in place: routing, mirrors and retries
// share it. Names compare without case (RFC 9110 §5.1) and keep the case they came with.
import type { HeaderList } from './exchange.ts'

/** Every line of that name, in the order of the wire. */
export function valuesOf(headers: HeaderList, name: string): readonly string[] {
  const values: string[] = []
  for (const [key, value] of headers) if (isSameName(key, name)) values.push(value)
  return values
}

export function firstValue(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) if (isSameName(key, name)) return value
  return undefined
}

export function hasHeader(headers: HeaderList, name: string): boolean {
  return firstValue(headers, name) !== undefined
}

/** One line of that name with this value: where the first of them stood, else at the end. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  const place = headers.findIndex(([key]) => isSameName(key, name))
  if (place === -1) return withAdded(headers, name, value)
  const result: (readonly [string, string])[] = []
  for (const [index, header] of headers.entries()) {
    if (index === place) result.push([name, value])
    else if (!isSameName(header[0], name)) result.push(header)
  }
  return result
}

/** One more line, at the end. */
export function withAdded(headers: HeaderList, name: string, value: string): HeaderList {
  return [...headers, [name, value]]
}

/** The same list (===) where none of the names is in it. */
export function without(headers: HeaderList, names: Iterable<string>): HeaderList {
  const dropped = new Set<string>()
  for (const name of names) dropped.add(name.toLowerCase())
  const kept = headers.filter(([name]) => !dropped.has(name.toLowerCase()))
  return kept.length === headers.length ? headers : kept
}

/** As HTTP/2 has them: name and value in turns, names in lower case. */
export function flatLower(headers: HeaderList): string[] {
  const fields: string[] = []
  for (const [name, value] of headers) fields.push(name.toLowerCase(), value)
  return fields
}

export function isSameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase())
}
