// What the senders are given and what they give back, and the headers of both.
import type http from 'node:http'
import type https from 'node:https'
import type { TestKeyPair } from '../key-pair.ts'
import type { RequestCase } from './request-case.ts'

export interface Reply {
  readonly status: number
  /** Lower-case names; several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The DNS names of the certificate shown. */
  readonly certificate?: string
}

export interface Sending {
  readonly request: RequestCase
  readonly isTls: boolean
  readonly authority: string
  readonly target: string
  readonly host: string
  readonly port: number
  readonly servername: string
  /** What the client shows, if it is asked. */
  readonly pair: TestKeyPair | undefined
  readonly agent: http.Agent | https.Agent | false
}

export type Sender = (sending: Sending) => Promise<Reply>

export function asHeaders(headers: RequestCase['headers']): Record<string, string | string[]> {
  const entries = Object.entries(headers ?? {})
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}

export function joined(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !name.startsWith(':'))
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}
