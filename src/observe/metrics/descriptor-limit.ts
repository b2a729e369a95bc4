// How many files the process may have open, which Node.js does not say. At its start it raised the soft
// limit to the hard one.
import { readFileSync } from 'node:fs'

/** Infinity where nobody says: only Linux has the file. */
export function descriptorLimit(path = '/proc/self/limits'): number {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return Infinity
  }
  return Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? Infinity)
}
