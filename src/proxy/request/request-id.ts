// The id by which one request is found again in the logs of all who handled it.
import { randomUUID } from 'node:crypto'
import type { HeaderList } from '../words/exchange.ts'
import { firstValue } from '../words/header-list.ts'

/** The client's own where it is one word of a sane length, so that it can forge no log line. */
export function requestIdOf(headers: HeaderList): string {
  return requestIdFrom(firstValue(headers, 'x-request-id'))
}

export function requestIdFrom(given: string | undefined): string {
  return given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID()
}
