import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import type { Condition } from '../../status/condition.ts'
import { isProblem, judgementsOf } from '../../status/condition-problems.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { eventCauses } from './event-causes.ts'
import { gatewayObject, said } from '../../testing/cluster/gateways.ts'
import { condition, ours, parentRef } from '../../testing/cluster/statuses.ts'

const fine = [condition('Accepted'), condition('Programmed'), condition('ResolvedRefs')]

/** All fine, but for these. */
function conditions(...wrong: readonly Condition[]): Condition[] {
  const types = new Set(wrong.map(({ type }) => type))
  return [...fine.filter(({ type }) => !types.has(type)), ...wrong]
}

const no = (type: string, reason: string, message = 'why') =>
  condition(type, { status: 'False', reason, message })
const yes = (type: string, reason: string, message = 'why') => condition(type, { reason, message })

const conflict = yes('Conflicted', 'HostnameConflict')
const invalid = no('Programmed', 'Invalid')

function gatewayWith(
  own: readonly Condition[],
  ...listeners: readonly (readonly Condition[])[]
): ObjectStatus {
  return said(gatewayObject('web'), [], {
    conditions: own,
    listeners: listeners.map((of, index) => ({
      name: `on-${80 + index}`,
      supportedKinds: [],
      attachedRoutes: 0,
      conditions: of,
    })),
  })
}

function setWith(
  own: readonly Condition[],
  ...listeners: readonly (readonly Condition[])[]
): ObjectStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    namespace: 'shop',
    name: 'own',
    generation: 1,
    status: {
      conditions: own,
      listeners: listeners.map((of, index) => ({
        name: `on-${80 + index}`,
        supportedKinds: [],
        attachedRoutes: 0,
        conditions: of,
      })),
    },
  }
}

function routeWith(...parents: readonly (readonly Condition[])[]): ObjectStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name: 'cart',
    generation: 1,
    status: {
      parents: parents.map((of, index) => ({
        parentRef: parentRef(`gw${index}`),
        controllerName: ours,
        conditions: of,
      })),
    },
  }
}

const told = test.macro({
  title: (title = '') => title,
  exec(t, status: ObjectStatus, expected: readonly string[]) {
    const causes = eventCauses(status)
    t.deepEqual(
      causes.map(({ type, reason, message }) => `${type} ${reason} ${message}`),
      expected,
    )
  },
})

test('nothing, where nothing is wrong', told, gatewayWith(fine, fine), [])
test(
  'a conflict of a listener, once',
  told,
  gatewayWith(
    conditions(no('Accepted', 'ListenersNotValid'), invalid),
    conditions(no('Accepted', 'HostnameConflict'), conflict, invalid),
    fine,
  ),
  ['Conflicted HostnameConflict listener on-80: why'],
)
test(
  'two listeners that say the same, once with both names',
  told,
  gatewayWith(
    conditions(yes('Accepted', 'ListenersNotValid')),
    conditions(no('Accepted', 'HostnameConflict'), conflict, invalid),
    conditions(no('Accepted', 'HostnameConflict'), conflict, invalid),
  ),
  ['Conflicted HostnameConflict listener on-80; listener on-81: why'],
)
test(
  'a certificate that is missing, and nothing that follows',
  told,
  gatewayWith(
    conditions(no('ResolvedRefs', 'ListenersNotResolved'), invalid),
    conditions(no('ResolvedRefs', 'InvalidCertificateRef'), invalid),
  ),
  ['ResolvedRefs InvalidCertificateRef listener on-80: why'],
)
test(
  'a port that could not be bound, by its listener',
  told,
  gatewayWith(
    conditions(no('Programmed', 'Pending')),
    conditions(no('Programmed', 'Pending', 'node a: in use')),
  ),
  ['Programmed Pending listener on-80: node a: in use'],
)
test(
  'a Gateway that is not accepted, and nothing of its listeners',
  told,
  gatewayWith(conditions(no('Accepted', 'InvalidParameters'), invalid), conditions(invalid)),
  ['Accepted InvalidParameters why'],
)
test(
  'a ListenerSet that is not allowed, once',
  told,
  setWith([no('Accepted', 'NotAllowed'), no('Programmed', 'NotAllowed')]),
  ['Accepted NotAllowed why'],
)
test(
  'a conflict of a listener of a ListenerSet, once',
  told,
  setWith(
    [no('Accepted', 'ListenersNotValid'), no('Programmed', 'ListenersNotValid')],
    [no('Accepted', 'HostnameConflict'), conflict, no('Programmed', 'HostnameConflict')],
  ),
  ['Conflicted HostnameConflict listener on-80: why'],
)
test(
  'an address that cannot be used, and nothing of its listeners',
  told,
  gatewayWith(conditions(no('Programmed', 'AddressNotUsable')), conditions(invalid)),
  ['Programmed AddressNotUsable why'],
)
test(
  'overlapping hostnames, although everything works',
  told,
  gatewayWith(fine, conditions(yes('OverlappingTLSConfig', 'OverlappingHostnames'))),
  ['OverlappingTLSConfig OverlappingHostnames listener on-80: why'],
)
test(
  'a port that another Gateway has, by its listener',
  told,
  gatewayWith(
    conditions(no('Programmed', 'Invalid')),
    conditions(no('Programmed', 'Invalid', 'held')),
  ),
  ['Programmed Invalid listener on-80: held'],
)
test('what is wrong with no cause in sight', told, gatewayWith(conditions(invalid), fine), [
  'Programmed Invalid why',
])
test(
  'of a route, who does not take it and what it does not find',
  told,
  routeWith(
    conditions(no('Accepted', 'NoMatchingParent', 'a'), no('ResolvedRefs', 'BackendNotFound', 'b')),
    conditions(no('ResolvedRefs', 'BackendNotFound', 'b')),
  ),
  [
    'Accepted NoMatchingParent Gateway gw0: a',
    'ResolvedRefs BackendNotFound Gateway gw0; Gateway gw1: b',
  ],
)
test(
  'dropped rules of a route',
  told,
  routeWith(conditions(yes('PartiallyInvalid', 'UnsupportedValue'))),
  ['PartiallyInvalid UnsupportedValue Gateway gw0: why'],
)

/** A golden file shows a condition as one line. */
function asCondition(_key: unknown, value: unknown): unknown {
  const match = /^(\w+)=(True|False|Unknown) (\w+): ([^]*)$/.exec(String(value))
  if (typeof value !== 'string' || !match) return value
  const [, type, status, reason, message] = match
  return { type, status, reason, message }
}

test('of every golden status that says something is wrong, something is told', async (t) => {
  const cases = join(import.meta.dirname, '../../translate/cases')
  let wrong = 0
  for (const file of await readdir(cases)) {
    if (!file.endsWith('.out.yaml')) continue
    const { statuses } = parse(await readFile(join(cases, file), 'utf8'), asCondition) as {
      statuses: readonly ObjectStatus[]
    }
    for (const status of statuses) {
      const isWrong = judgementsOf(status).some((one) => one.conditions.some(isProblem))
      const causes = eventCauses(status)
      if (isWrong) wrong++
      if (isWrong) t.not(causes.length, 0, file)
      const follows = causes.filter(({ message }) => /not served: (it|its|none)\b/.test(message))
      t.deepEqual(follows, [], file)
    }
  }
  t.true(wrong > 50)
})
