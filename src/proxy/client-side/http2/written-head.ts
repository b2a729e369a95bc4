// The head of an answer as Node's HTTP/2 takes it, and when it is sent.
import { setImmediate as turn } from 'node:timers/promises'
import type { HeaderList } from '../../words/exchange.ts'

/**
 * For the flat list that `respond` takes: Node judges the status as a number, and refuses one above 599, but
 * sends it as text.
 */
export function statusField(status: number): string {
  if (status <= 599) return `${status}`
  const toPrimitive = (hint: string) => (hint === 'number' ? 599 : `${status}`)
  // Whatever can be made text is written; the type allows text alone.
  return { [Symbol.toPrimitive]: toPrimitive } as never
}

export function asRecord(headers: HeaderList): Record<string, string[]> {
  const record: Record<string, string[]> = Object.create(null)
  for (const [name, value] of headers) (record[name.toLowerCase()] ??= []).push(value)
  return record
}

/** Node sends a head a moment later, and a reset would overtake it. */
export async function headSent(): Promise<void> {
  await turn()
  await turn()
}
