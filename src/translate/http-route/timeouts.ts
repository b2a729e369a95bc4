// A rule's timeouts in milliseconds. "Setting a timeout to the zero duration (e.g. "0s") SHOULD disable
// the timeout completely" (httproute_types.go, HTTPRouteTimeouts).
import { longestTimerMs } from '../../snapshot/longest-timer.ts'
import type { HTTPRouteRule } from '../../resources/gateway-api.ts'
import type { HttpRule } from '../../snapshot/routing-snapshot.ts'
import { invalidDuration, type RuleProblem } from '../../status/conditions/rule-conditions.ts'
import { durationMs } from './duration.ts'

type Timeouts = HttpRule['timeouts']

export function timeoutsOf(
  rule: HTTPRouteRule,
  path: string,
): { readonly timeouts: Timeouts; readonly problems: readonly RuleProblem[] } {
  const problems: RuleProblem[] = []
  const limitMs = (field: 'request' | 'backendRequest'): number | undefined => {
    const text = rule.timeouts?.[field]
    if (text === undefined) return undefined
    const ms = durationMs(text)
    if (ms === undefined) problems.push(invalidDuration(`${path}.timeouts.${field}`, text))
    return ms === undefined ? undefined : Math.min(ms, longestTimerMs)
  }
  const requestMs = limitMs('request')
  const backendRequestMs = limitMs('backendRequest')
  return {
    timeouts: {
      ...(requestMs !== undefined && { requestMs }),
      ...(backendRequestMs !== undefined && { backendRequestMs }),
    },
    problems,
  }
}
