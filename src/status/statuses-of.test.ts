import test from 'ava'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { Condition } from './condition.ts'
import type { ConditionsDraft, GatewayDraft } from './status-draft.ts'
import { statusesOf } from './statuses-of.ts'

const accepted: Condition = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }
const resolved: Condition = { ...accepted, type: 'ResolvedRefs' }
const fine: ConditionsDraft = { accepted, notProgrammed: undefined, others: [resolved] }
const invalid: ConditionsDraft = { ...fine, notProgrammed: { reason: 'Invalid', message: 'no' } }

function gateway(
  listeners: Readonly<Record<string, ConditionsDraft>>,
  own: ConditionsDraft = fine,
): GatewayDraft {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: 'shop',
    name: 'web',
    generation: 7,
    addresses: [],
    ...own,
    listeners: Object.entries(listeners).map(([name, conditions]) =>
      Object.assign({ name, supportedKinds: [], attachedRoutes: 0 }, conditions),
    ),
  }
}

function statusOf(draft: GatewayDraft, report: BindReport) {
  const [status] = statusesOf([draft], report)
  if (status?.kind !== 'Gateway') throw new Error('no Gateway came back')
  return status
}

/** Programmed of the Gateway, then of its listeners. */
function programmedOf(draft: GatewayDraft, report: BindReport) {
  const { status } = statusOf(draft, report)
  return [status, ...status.listeners].map(({ conditions }) => {
    const found = conditions.filter(({ type }) => type === 'Programmed')
    return found.map(({ status: is, reason, message }) => `${is} ${reason}: ${message}`).join()
  })
}

const bound = { 'gateway/shop/web/listener/http': { isBound: true } } as const

test('a Gateway whose listeners are bound is programmed, and so are they', (t) => {
  t.deepEqual(programmedOf(gateway({ http: fine }), bound), [
    'True Programmed: Serving listener "http"',
    'True Programmed: The listener accepts connections',
  ])
})

test('a listener that could not be bound is pending with the problem, and so is its Gateway', (t) => {
  const problem = 'port 8080 is in use by another process; stop it, or choose another port offset'
  const report = {
    'gateway/shop/web/listener/http': { isBound: false, problem },
    'gateway/shop/web/listener/other': { isBound: true },
  } as const
  t.deepEqual(programmedOf(gateway({ http: fine, other: fine }), report), [
    `False Pending: Listener "http": ${problem}`,
    `False Pending: ${problem}`,
    'True Programmed: The listener accepts connections',
  ])
})

test('before anything is bound, listeners and their Gateway are pending', (t) => {
  t.deepEqual(programmedOf(gateway({ http: fine }), {}), [
    'False Pending: Listener "http": The listener is not open yet',
    'False Pending: The listener is not open yet',
  ])
})

test('a listener that is known to be invalid stays so and leaves the Gateway programmed', (t) => {
  t.deepEqual(programmedOf(gateway({ http: fine, bad: invalid }), bound), [
    'True Programmed: Serving listener "http"',
    'True Programmed: The listener accepts connections',
    'False Invalid: no',
  ])
})

test('a Gateway that is known not to be programmed stays so, whatever is bound', (t) => {
  t.deepEqual(programmedOf(gateway({ http: fine }, invalid), bound), [
    'False Invalid: no',
    'True Programmed: The listener accepts connections',
  ])
})

test('the condition stands behind Accepted, and all carry the generation', (t) => {
  const { status } = statusOf(gateway({ http: fine }), bound)
  for (const { conditions } of [status, ...status.listeners])
    t.deepEqual(
      conditions.map(({ type, observedGeneration }) => [type, observedGeneration]),
      [
        ['Accepted', 7],
        ['Programmed', 7],
        ['ResolvedRefs', 7],
      ],
    )
})

test('a status is the same object while its draft is, and what is bound', (t) => {
  const draft = gateway({ http: fine })
  const status = statusOf(draft, bound)
  t.is(statusOf(draft, structuredClone(bound)), status)
  t.not(statusOf(draft, {}), status)
})

test('what waits for nothing is passed on as it is', (t) => {
  const status = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name: 'cart',
    generation: 1,
    status: { parents: [] },
  } as const
  t.is(statusesOf([status], {})[0], status)
})
