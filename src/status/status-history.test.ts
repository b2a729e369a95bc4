import test from 'ava'
import type { StatusSink } from '../control/loop-interfaces.ts'
import type { Condition } from './condition.ts'
import type { ObjectStatus } from './object-status.ts'
import { createStatusHistory, type StatusChange, type StatusHistory } from './status-history.ts'
import { withTransitionTimes } from './transition-times.ts'

const condition = (status: Condition['status'], message = ''): Condition => ({
  type: 'Accepted',
  status,
  reason: 'Because',
  message,
})

const target = { apiVersion: 'gateway.networking.k8s.io/v1', name: 'a', generation: 1 } as const

const gatewayClass = (...conditions: Condition[]): ObjectStatus => ({
  ...target,
  kind: 'GatewayClass',
  status: { conditions, supportedFeatures: [{ name: 'HTTPRoute' }] },
})

const gateway = (own: Condition, listeners: Record<string, Condition>): ObjectStatus => ({
  ...target,
  kind: 'Gateway',
  namespace: 'n',
  status: {
    addresses: [],
    conditions: [own],
    listeners: Object.entries(listeners).map(([name, each]) => ({
      name,
      supportedKinds: [],
      attachedRoutes: 0,
      conditions: [each],
    })),
  },
})

const route = (parents: Record<string, Condition>): ObjectStatus => ({
  ...target,
  kind: 'HTTPRoute',
  namespace: 'n',
  status: {
    parents: Object.entries(parents).map(([sectionName, each]) => ({
      parentRef: { group: 'g', kind: 'Gateway', name: 'g', sectionName },
      controllerName: 'c',
      conditions: [each],
    })),
  },
})

/** The times of all conditions, in order. */
function times(status: unknown): string[] {
  return [...JSON.stringify(status).matchAll(/"lastTransitionTime":"(\w+)"/g)].map(
    ([, time]) => time ?? '',
  )
}

test('a condition keeps its time while its status stays', (t) => {
  const first = withTransitionTimes(undefined, gatewayClass(condition('True')), 't1')
  const same = withTransitionTimes(first, gatewayClass(condition('True', 'new words')), 't2')
  const other = withTransitionTimes(same, gatewayClass(condition('False')), 't3')
  t.deepEqual([times(first), times(same), times(other)], [['t1'], ['t1'], ['t3']])
  t.like(same, { status: { supportedFeatures: [{ name: 'HTTPRoute' }] } })
})

test('listeners are known by name, and parents by parentRef', (t) => {
  const yes = condition('True')
  const no = condition('False')
  const first = withTransitionTimes(undefined, gateway(yes, { a: yes, b: yes }), 't1')
  const next = withTransitionTimes(first, gateway(yes, { b: yes, a: no, c: yes }), 't2')
  t.deepEqual(times(next), ['t1', 't1', 't2', 't2'])
  const attached = withTransitionTimes(undefined, route({ a: yes, b: yes }), 't1')
  t.deepEqual(times(withTransitionTimes(attached, route({ b: yes, a: no }), 't2')), ['t1', 't2'])
})

test('what changed is told, and nothing where nothing did', (t) => {
  const told: StatusChange[] = []
  let now = new Date('2026-01-01T00:00:00.500Z')
  const printer: StatusHistory & StatusSink = createStatusHistory({
    onChanges: (changes) => told.push(...changes),
    now: () => now,
  })
  const yes = condition('True')
  printer.report([gatewayClass(yes), route({ a: yes })])
  t.is(told.length, 2)
  now = new Date('2026-01-02T00:00:00Z')
  printer.report([gatewayClass(yes), route({ a: yes })])
  t.is(told.length, 2)
  printer.report([gatewayClass(condition('False'))])
  t.deepEqual(
    told.slice(2).map(({ previous, status }) => [previous?.kind, status?.kind]),
    [
      ['GatewayClass', 'GatewayClass'],
      ['HTTPRoute', undefined],
    ],
  )
  t.deepEqual(
    printer.statuses().map(({ kind }) => kind),
    ['GatewayClass'],
  )
  t.like(printer.statuses()[0], {
    status: { conditions: [{ lastTransitionTime: '2026-01-02T00:00:00Z' }] },
  })
})
