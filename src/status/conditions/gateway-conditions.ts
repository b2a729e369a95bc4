// What is said about a Gateway as a whole (gateway_types.go).
import type { Problem } from '../judged.ts'

export const gatewayIsAccepted: Problem = {
  reason: 'Accepted',
  message: 'The Gateway is valid',
}

export const gatewayIsResolved: Problem = {
  reason: 'ResolvedRefs',
  message: 'All references of the listeners are resolved',
}

/** "MUST set a ListenersNotValid condition when the Gateway contains Conflicted Listeners": some serve. */
export function someListenersNotValid(invalid: readonly string[]): Problem {
  return {
    reason: 'ListenersNotValid',
    message: `The Gateway is served without ${listenersOf(invalid)}; see ${theirs(invalid)}`,
  }
}

export function noListenerValid(invalid: readonly string[]): Problem {
  return {
    reason: 'ListenersNotValid',
    message: `No listener is valid; see the conditions of ${listenersOf(invalid)}`,
  }
}

/** "a positive-polarity summary of Listener's ResolvedRefs". */
export function listenersNotResolved(unresolved: readonly string[]): Problem {
  return {
    reason: 'ListenersNotResolved',
    message: `Some references of ${listenersOf(unresolved)} are not resolved; see ${theirs(unresolved)}`,
  }
}

/** "If the reference is not allowed, the reason RefNotPermitted must be used instead". */
export function clientCertificateInvalid({ reason, message }: Problem): Problem {
  return {
    reason: reason === 'RefNotPermitted' ? reason : 'InvalidClientCertificateRef',
    message,
  }
}

export function classNotAccepted(name: string): Problem {
  return {
    reason: 'Invalid',
    message: `spec.gatewayClassName: GatewayClass ${name} is not accepted; see its conditions`,
  }
}

/** "refers to an unsupported kind": none is read. */
export function gatewayParametersNotRead(ref: {
  readonly kind: string
  readonly name: string
}): Problem {
  return {
    reason: 'InvalidParameters',
    message:
      `spec.infrastructure.parametersRef: ${ref.kind} ${ref.name} is not read, because a Gateway ` +
      'has no parameters; remove the field',
  }
}

/** Programmed of a Gateway of which nothing is in the snapshot. */
export function gatewayNotProgrammed(why: string): Problem {
  return { reason: 'Invalid', message: `The Gateway is not served: ${why}` }
}

export interface ListenerProblem extends Problem {
  readonly listener: string
}

/**
 * Programmed of a Gateway with listeners that are valid and have nowhere to listen: one at least. What is the
 * same for all of them is said once.
 */
export function listenersMissing(missing: readonly ListenerProblem[]): Problem {
  const [{ reason, message } = { reason: 'Pending', message: '' }] = missing
  if (missing.every((other) => other.message === message)) return { reason, message }
  const all = missing.map((each) => `Listener "${each.listener}": ${each.message}`)
  return { reason, message: all.join('. ') }
}

function listenersOf(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`).join(', ')
  return `${names.length === 1 ? 'listener' : 'listeners'} ${quoted}`
}

function theirs(names: readonly string[]): string {
  return names.length === 1 ? 'its conditions' : 'their conditions'
}
