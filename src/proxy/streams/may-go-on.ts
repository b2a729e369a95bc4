// Whether a stream or a session that is open may go on with its backend
// (docs/decisions/0021-what-is-taken-away-ends.md): as long as the rule by which a new one would go still
// names it. A weight of 0 names it too: that is how a backend is given nothing new.
import type { RoutingSnapshot, StreamRule } from '../../snapshot/routing-snapshot.ts'

export function mayGoOn(
  { backends }: Pick<RoutingSnapshot, 'backends'>,
  rule: StreamRule | undefined,
  backend: string,
): boolean {
  const isNamed = rule?.backendRefs.some((ref) => ref.backend === backend) === true
  return isNamed && Object.hasOwn(backends, backend)
}
