// What is said about a ListenerSet as a whole (listenerset_types.go), and of its listeners what those of
// a Gateway never have. "Implementations SHOULD be cautious about what information from the parent or
// siblings are reported": a set of another namespace is not named.
import type { Problem } from '../judged.ts'
import { spoken } from './listener-conditions.ts'
import { matchedBy, namesOnly } from '../namespace-selectors.ts'

export const listenerSetIsAccepted: Problem = {
  reason: 'Accepted',
  message: 'The ListenerSet is valid, and its Gateway allows it',
}

/** "the ListenerSet is not allowed to be attached to the Gateway". Of both conditions. */
export function noListenerSetsAllowed(gateway: string, namespace: string): Problem {
  return notAllowed(
    `Gateway ${gateway} does not allow ListenerSets; ${letIn(namespace)}, or use another Gateway`,
  )
}

export function onlySetsOfSameNamespace(gateway: string, namespace: string): Problem {
  return notAllowed(
    `Gateway ${gateway} allows only ListenerSets from its own namespace; ` +
      `${letIn(gateway.split('/')[0] ?? '', namespace)}`,
  )
}

/** `selector` in words; undefined: there is none that can be used. */
export function setsSelectorDoesNotMatch(
  gateway: string,
  namespace: string,
  selector: string | undefined,
): Problem {
  return notAllowed(
    selector === undefined
      ? `Gateway ${gateway} has no valid selector in spec.allowedListeners.namespaces and allows no ` +
          `namespace; ${letIn(namespace)}`
      : `Gateway ${gateway} allows only ListenerSets from namespaces with ${selector}; ` +
          `${matchedBy(selector, namespace)}`,
  )
}

function letIn(...namespaces: readonly string[]): string {
  return `set spec.allowedListeners: {namespaces: ${namesOnly(namespaces)}} in that Gateway`
}

function notAllowed(what: string): Problem {
  return { reason: 'NotAllowed', message: `spec.parentRef: ${what}` }
}

/** Added to what is said of a Gateway, which serves all the same. */
export function allowedSelectorMissing(): string {
  return (
    'Warning: spec.allowedListeners.namespaces.selector: is required with from: Selector; add ' +
    'selector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}. Until then, no ListenerSet ' +
    'is allowed'
  )
}

export function allowedSelectorInvalid(mistake: string): string {
  return (
    `Warning: spec.allowedListeners.namespaces.selector.${mistake}. Until then, no ListenerSet is ` +
    'allowed'
  )
}

/** "the parent Gateway is not accepted". */
export function parentNotAccepted(gateway: string): Problem {
  return {
    reason: 'ParentNotAccepted',
    message: `spec.parentRef: Gateway ${gateway} is not accepted; see its conditions`,
  }
}

/** `why` is what the Gateway says of itself. */
export function parentNotProgrammed(gateway: string, why = 'see its conditions'): Problem {
  return {
    reason: 'ParentNotProgrammed',
    message: `The ListenerSet is not served: Gateway ${gateway} is not programmed: ${why}`,
  }
}

/** "This can be the reason when Accepted is True or False": some serve. */
export function someOfSetNotValid(invalid: readonly string[]): Problem {
  const names = namesOf(invalid)
  const theirs = invalid.length === 1 ? 'its conditions' : 'their conditions'
  return {
    reason: 'ListenersNotValid',
    message: `The ListenerSet is served without ${names}; see ${theirs}`,
  }
}

export function noneOfSetValid(invalid: readonly string[]): Problem {
  return {
    reason: 'ListenersNotValid',
    message: `No listener is valid; see the conditions of ${namesOf(invalid)}`,
  }
}

export function setHasNowhereToListen(names: readonly string[], { reason, message }: Problem) {
  return {
    reason,
    message: `${names.length === 1 ? 'Listener' : 'Listeners'} ${list(names)}: ${message}`,
  }
}

/** "An implementation MAY reject listeners": here, those on further ports. */
export function tooManyPorts(path: string, port: number, most: number): Problem {
  return {
    reason: 'TooManyListeners',
    message:
      `${path}.port: ${port} cannot be opened, because the Gateway and its older ListenerSets already ` +
      `use the maximum of ${most} ports; use one of these ports`,
  }
}

/** The holder in words: see heldBy… below. */
export function conflictWithEarlier(
  path: string,
  conflict: {
    readonly reason: 'ProtocolConflict' | 'HostnameConflict'
    readonly port: number
    readonly hostname: string
    /** What the winner speaks on that port. */
    readonly protocol: string
    readonly holder: string
  },
): Problem {
  const { reason, port, hostname, protocol, holder } = conflict
  return {
    reason,
    message:
      reason === 'ProtocolConflict'
        ? `${path}.port: port ${port} is already used for protocol ${protocol} by ${holder}; use another ` +
          'port'
        : `${path}.hostname: port ${port} with ${spoken(hostname)} is already used by ${holder}; ` +
          'use another hostname or port',
  }
}

export function heldByParent(gateway: string, listener: string): string {
  return `listener "${listener}" of Gateway ${gateway}, which takes precedence over its ListenerSets`
}

/** `listenerSet` undefined: it stands in another namespace. */
export function heldBySibling(listenerSet: string | undefined, listener: string): string {
  const first = 'which is older (or equally old and first in alphabetical order)'
  return listenerSet === undefined
    ? `another ListenerSet of the Gateway, ${first}`
    : `listener "${listener}" of ListenerSet ${listenerSet}, ${first}`
}

function namesOf(names: readonly string[]): string {
  return `${names.length === 1 ? 'listener' : 'listeners'} ${list(names)}`
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
