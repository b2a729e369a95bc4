// Asks the admin server of a running Rauta, which answers from what it knows; commands print it.
import { isRecord } from '../../cluster/api/api-error.ts'
import { printable } from '../../observe/log/printable.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'
import { responseText } from './response-text.ts'

export const defaultAdmin = 'http://127.0.0.1:9901'
/** It is on this machine, or behind a port-forward. */
const timeoutMs = 10_000

export interface AdminRequest<T> {
  /** Absent: the default, which may have nobody behind it. */
  readonly url: string | undefined
  readonly page: '/status' | '/explain'
  readonly query: URLSearchParams
  /** Whether a Rauta of this version made it. */
  readonly isAnswer: (value: unknown) => value is T
  /** Where else the command may look: `read a cluster with --kubeconfig [FILE]`. */
  readonly orElse: string
}

/** Rejects with a UsageError. */
export async function askAdmin<T>(request: AdminRequest<T>): Promise<T> {
  const { url, page, query, isAnswer } = request
  const base = adminAt(url)
  const { status, body } = await fetched(`${base}${page}?${query}`, base, request)
  if (status === 503)
    throw new UsageError(`Rauta at ${base} has no active configuration yet: try again in a moment.`)
  if (status === 431)
    throw new UsageError(`The request is too long for Rauta at ${base}: give fewer headers.`)
  if (status === 400)
    throw new UsageError(`Rauta at ${base} rejects the question: ${printable(body.trim())}`)
  const answer = status === 200 ? parsed(body) : undefined
  if (isAnswer(answer)) return answer
  throw new UsageError(
    `The server at ${base} is not an admin server of this version of Rauta: give another --admin URL.`,
  )
}

export function adminAt(url: string | undefined): string {
  return (url ?? defaultAdmin).replace(/\/+$/, '')
}

/** Answers say what they are; what is in their lists are objects or texts. */
export function isOfKind(
  value: unknown,
  kind: 'StatusReport' | 'Explanation',
  lists: readonly string[],
): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && value['kind'] === kind && lists.every((key) => isList(value[key]))
}

async function fetched(url: string, base: string, request: Unanswered) {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    return { status: response.status, body: await responseText(response) }
  } catch (error) {
    throw unreachable(base, request, error)
  }
}

type Unanswered = Pick<AdminRequest<unknown>, 'url' | 'orElse'>

export function unreachable(base: string, { url, orElse }: Unanswered, cause: unknown): UsageError {
  const nobody = `No admin server of Rauta answers at ${base} (${reasonOf(cause)})`
  return new UsageError(
    url === undefined
      ? `${nobody}: run this where \`rauta serve\` or a pod of Rauta runs, give --admin URL, or ${orElse}.`
      : `${nobody}: correct --admin, or ${orElse}.`,
    { cause },
  )
}

/** Node's fetch says only that it failed; why stands in what caused it. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  return cause instanceof Error ? cause.message : String(cause)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not an answer, whatever it is.
    return undefined
  }
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' || isRecord(one))
}
