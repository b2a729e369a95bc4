// What a listener knows of a request once its head was read, and the checks that both protocols share.
// http1-head.ts and http2-head.ts read what Node's parsers let through; nothing else looks at raw heads.
import type { RequestHead } from '../words/exchange.ts'

export interface ReadHead {
  readonly type: 'head'
  readonly request: RequestHead
  readonly hasBody: boolean
  /** Declared bytes, where declared. */
  readonly bodyLength: number | undefined
  /** The client waits for 100 before it sends the body. */
  readonly expectsContinue: boolean
}

/** A Content-Length, or undefined for one that is not a count of bytes. */
export function readLength(value: string): number | undefined {
  if (!/^[0-9]{1,16}$/.test(value)) return undefined
  const length = Number(value)
  return Number.isSafeInteger(length) ? length : undefined
}

/** Every value of a header in Node's flat list; `name` in lower case. */
export function rawValues(raw: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.length === name.length && raw[i]!.toLowerCase() === name) values.push(raw[i + 1]!)
  }
  return values
}
