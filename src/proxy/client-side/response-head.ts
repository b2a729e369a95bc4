// The head of an answer as both protocols write it: end to end headers, checked before anything is
// written, so that an answer that can't be sent is replaced and not half sent.
import { connectionHeaders } from '../../snapshot/connection-headers.ts'
import { nodeHttp } from '../words/node-http.ts'
import type { HeaderList } from '../words/exchange.ts'
import { readLength } from './request-head.ts'

/**
 * Throws where a name or a value can't stand in a head. Framing and connection are the listener's, whatever
 * the pipeline left in the list.
 */
export function writableHeaders(headers: HeaderList): HeaderList {
  const written = headers.filter(([name]) => !connectionHeaders.has(name.toLowerCase()))
  for (const [name, value] of written) {
    nodeHttp.validateHeaderName(name)
    nodeHttp.validateHeaderValue(name, value)
  }
  return written
}

/**
 * Those of a 1xx; undefined where they can't be written: it may be left out (RFC 9110 §15.2). It has
 * no length (§8.6): whoever believed one would take the answer for its body.
 */
export function interimHeaders(headers: HeaderList): HeaderList | undefined {
  try {
    return withoutHeaders(writableHeaders(headers), 'content-length')
  } catch {
    return undefined
  }
}

/** Throws for a status that no answer can have; 1xx are no answers. Those above 599 are passed on as peers do. */
export function checkStatus(status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 999) {
    throw new Error(`${status} is not the status of an answer`)
  }
}

/** RFC 9110 §6.4.1: answers that have no body, whatever their headers say. */
export function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304
}

/** The length that the answer promises; throws where it says two things. */
export function promisedLength(headers: HeaderList): number | undefined {
  const lengths = headers.filter(([name]) => name.toLowerCase() === 'content-length')
  if (lengths.length === 0) return undefined
  const length = readLength(lengths[0]![1])
  if (lengths.length > 1 || length === undefined)
    throw new Error('Content-Length is not one length')
  return length
}

export function withoutHeaders(headers: HeaderList, ...names: string[]): HeaderList {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()))
}

export function flat(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) => [name, value])
}

/** Counts what is written against what was promised; both of its functions throw. */
export function lengthCheck(promised: number | undefined): {
  add(bytes: number): void
  end(): void
} {
  let written = 0
  return {
    add(bytes) {
      written += bytes
      if (promised !== undefined && written > promised) {
        throw new Error('The response is longer than its Content-Length')
      }
    },
    end() {
      if (promised !== undefined && written !== promised) {
        throw new Error('The response is shorter than its Content-Length')
      }
    },
  }
}
