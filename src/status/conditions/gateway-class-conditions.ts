// What is said about a GatewayClass of ours (gatewayclass_types.go).
import type { Problem } from '../judged.ts'

export const classIsFine: Problem = {
  reason: 'Accepted',
  message: 'Gateways of this class are served',
}

/** "refers to a nonexistent object, or an unsupported resource or kind": no kind is read here. */
export function parametersNotRead(ref: { readonly kind: string; readonly name: string }): Problem {
  return {
    reason: 'InvalidParameters',
    message:
      `spec.parametersRef: ${ref.kind} ${ref.name} is not read, because a GatewayClass has no ` +
      'parameters; remove the field',
  }
}
