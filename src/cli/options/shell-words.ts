// Words of a line for the shell.
import { printable } from '../../observe/log/printable.ts'

export function shellQuoted(text: string): string {
  const shown = printable(text)
  return /^[\w./:@%+,=-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}

/** All addresses are reached by one of them. */
export function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

/** A name that such a hostname includes. */
export function nameWithin(hostname: string): string {
  return hostname.replace(/^\*/, 'www')
}
