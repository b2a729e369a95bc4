// How long a request may take, from its head to the end of its answer.
import type { HttpRule } from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import { grpcTimeoutMs, isGrpcRequest } from '../words/grpc-request.ts'

/** What the rule allows, or what a call of gRPC says that its client waits for, if that is less. */
export function limitOf(
  request: RequestHead,
  { timeouts }: HttpRule,
  isGrpc = isGrpcRequest(request),
): number | undefined {
  const asked = isGrpc ? grpcTimeoutMs(request.headers) : undefined
  const allowed = timeouts.requestMs || Infinity
  const limitMs = Math.min(asked ?? Infinity, allowed)
  return limitMs === Infinity ? undefined : limitMs
}
