// What a running Rauta says of itself: the dumps of its admin server.
import { responseText } from '../options/response-text.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'
import { attachmentsInSnapshot } from '../../gateway/status/attached-routes.ts'
import { backendReports } from '../../gateway/status/backend-reports.ts'
import { certificateReports } from '../../gateway/status/certificate-reports.ts'
import { fieldAt, listAt, textAt } from '../../gateway/status/fields.ts'
import type { Facts } from '../../gateway/status/report-of.ts'
import type { UnservedReport } from '../../gateway/status/status-report.ts'

export const defaultAdmin = 'http://127.0.0.1:9901'
const timeoutMs = 10_000

/** `url` absent: the default, which may have nobody behind it. Rejects with a UsageError. */
export async function readAdmin(url: string | undefined, nowMs: number): Promise<Facts> {
  const base = (url ?? defaultAdmin).replace(/\/+$/, '')
  const read = (page: string) => pageOf(base, page, url === undefined)
  const [snapshot, resources, health] = await Promise.all([
    read('/snapshot'),
    read('/resources'),
    read('/endpoints'),
  ])
  if (!Array.isArray(fieldAt(snapshot, 'listeners')) || !Array.isArray(fieldAt(resources, 'items')))
    throw notRauta(base)
  return {
    source: base,
    // Others than Rauta's have no status in it.
    objects: listAt(resources, 'items').filter((item) => fieldAt(item, 'status') !== undefined),
    attachments: attachmentsInSnapshot(snapshot),
    backends: backendReports(snapshot, health),
    certificates: certificateReports(snapshot, nowMs),
    unserved: listAt(resources, 'unserved').map(unservedOf),
    mistakes: listAt(resources, 'mistakes').filter((line) => typeof line === 'string'),
    notes: [],
  }
}

async function pageOf(base: string, page: string, isDefault: boolean): Promise<unknown> {
  let response: Response
  let body: string
  try {
    response = await fetch(base + page, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    body = await responseText(response)
  } catch (error) {
    throw unreachable(base, isDefault, error)
  }
  if (response.status === 503)
    throw new UsageError(
      `Rauta at ${base} runs, and its first configuration is not live yet: ask again in a moment.`,
    )
  try {
    if (response.ok) return JSON.parse(body)
  } catch {
    // Told below.
  }
  throw notRauta(base)
}

export function unreachable(base: string, isDefault: boolean, cause: unknown): UsageError {
  const why = reasonOf(cause)
  return new UsageError(
    isDefault
      ? `No admin server of Rauta answers at ${base} (${why}): run this beside \`rauta serve\` or in a pod of Rauta, or name one with --admin URL; or read a cluster with --kubeconfig [FILE].`
      : `No admin server of Rauta answers at ${base} (${why}): correct --admin, or read a cluster with --kubeconfig [FILE].`,
    { cause },
  )
}

/** Node's fetch says only that it failed; why stands in what caused it. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ECONNREFUSED') return 'nobody listens there'
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  return cause instanceof Error ? cause.message : String(cause)
}

function notRauta(base: string): UsageError {
  return new UsageError(
    `What answers at ${base} is not the admin server of a Rauta of this version: name another with --admin URL.`,
  )
}

function unservedOf(item: unknown): UnservedReport {
  return {
    kind: textAt(item, 'kind') ?? '',
    namespace: textAt(item, 'namespace'),
    name: textAt(item, 'name') ?? '',
    message: textAt(item, 'message') ?? '',
  }
}
