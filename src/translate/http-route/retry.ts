// A rule's retries: how often, on which answers, and after how long (HTTPRouteRetry).
import type { HTTPRouteRule } from '../../resources/gateway-api.ts'
import type { Retry } from '../../snapshot/routing-snapshot.ts'
import {
  invalidDuration,
  type RuleProblem,
  valueNotServed,
} from '../../status/conditions/rule-conditions.ts'
import { longestTimerMs } from '../../snapshot/longest-timer.ts'
import { durationMs } from './duration.ts'

/** The default of the CRD; those of v1.6 have none. */
const defaultAttempts = 1
/** "When this field is unspecified, the time to wait between retry attempts is implementation-specific." */
const defaultBackoffMs = 25

export function retryOf(
  { retry }: HTTPRouteRule,
  path: string,
): { readonly retry?: Retry; readonly problems: readonly RuleProblem[] } {
  if (!retry) return { problems: [] }
  const { attempts = defaultAttempts, codes = [] }: Partial<typeof retry> = retry
  const backoffMs = retry.backoff === undefined ? defaultBackoffMs : durationMs(retry.backoff)
  const problems: RuleProblem[] = []
  if (!Number.isSafeInteger(attempts) || attempts < 0) {
    problems.push(
      valueNotServed(`${path}.retry.attempts`, attempts, '0, or a whole number above it'),
    )
  }
  if (backoffMs === undefined) {
    problems.push(invalidDuration(`${path}.retry.backoff`, retry.backoff ?? ''))
  }
  for (const [index, code] of codes.entries()) {
    if (Number.isInteger(code) && code >= 400 && code <= 599) continue
    problems.push(valueNotServed(`${path}.retry.codes[${index}]`, code, '400 to 599'))
  }
  return {
    retry: { attempts, codes, backoffMs: Math.min(backoffMs ?? 0, longestTimerMs) },
    problems,
  }
}
