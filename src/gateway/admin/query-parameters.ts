// Parameters of the admin server's pages. Each throws a UsageError.
import { printable } from '../../observe/log/printable.ts'
import { UsageError } from '../words/usage-error.ts'

export function refuseUnknown(query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new UsageError(`Unknown parameter '${printable(unknown)}': use ${known.join(', ')}.`)
}

export function onlyValue(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  if (values.length > 1) throw new UsageError(`Give the parameter ${name} once.`)
  return values[0]
}
