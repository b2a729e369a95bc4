// RequestMirror. A reference that can't be followed "must be dropped from the Gateway" and told in
// ResolvedRefs; the rule itself keeps serving.
import type { HTTPRouteFilter } from '../../resources/gateway-api.ts'
import type { RequestMirror } from '../../snapshot/routing-snapshot.ts'
import type { RefProblem } from '../../status/conditions/backend-ref-conditions.ts'
import { resolveBackendRef } from './resolve-backend-ref.ts'
import type { RouteContext } from './route-context.ts'

type Mirror = NonNullable<HTTPRouteFilter['requestMirror']>

export function requestMirror(
  mirror: Mirror,
  path: string,
  context: RouteContext,
): {
  readonly filter: RequestMirror
  readonly problems: readonly RefProblem[]
  readonly notes: readonly string[]
} {
  const share = shareOf(mirror)
  const resolved = resolveBackendRef(`${path}.backendRef`, mirror.backendRef, context)
  if ('reason' in resolved) {
    const filter = { type: 'RequestMirror', backend: null, ...share } as const
    return { filter, problems: [resolved], notes: [] }
  }
  const filter = { type: 'RequestMirror', backend: resolved.backend, ...share } as const
  return { filter, problems: [], notes: resolved.notes }
}

/** "If neither field is specified, 100% of requests will be mirrored." */
function shareOf({ percent = 100, fraction }: Mirror) {
  const { numerator, denominator } = fraction ?? { numerator: percent, denominator: 100 }
  return { numerator, denominator }
}
