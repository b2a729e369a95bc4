import test from 'ava'
import type { Condition } from './condition.ts'
import type { GatewayStatus } from './object-status.ts'
import { withProgrammed } from './programmed.ts'

const accepted: Condition = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }
const refused: Condition = { type: 'Programmed', status: 'False', reason: 'Invalid', message: 'no' }

function gateway(listeners: Readonly<Record<string, readonly Condition[]>>): GatewayStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: 'shop',
    name: 'web',
    generation: 7,
    status: {
      addresses: [],
      conditions: [accepted],
      listeners: Object.entries(listeners).map(([name, conditions]) => ({
        name,
        supportedKinds: [],
        attachedRoutes: 0,
        conditions,
      })),
    },
  }
}

/** Programmed of the Gateway, then of its listeners. */
function programmedOf(status: GatewayStatus, report: Parameters<typeof withProgrammed>[1]) {
  const [result] = withProgrammed([status], report)
  if (result?.kind !== 'Gateway') throw new Error('no Gateway came back')
  return [result.status, ...result.status.listeners].map(({ conditions }) => {
    const found = conditions.filter(({ type }) => type === 'Programmed')
    return found.map(({ status: is, reason, message }) => `${is} ${reason}: ${message}`).join()
  })
}

test('a Gateway whose listeners are bound is programmed, and so are they', (t) => {
  const report = { 'gateway/shop/web/listener/http': { isBound: true } } as const
  t.deepEqual(programmedOf(gateway({ http: [accepted] }), report), [
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
  t.deepEqual(programmedOf(gateway({ http: [accepted], other: [accepted] }), report), [
    `False Pending: Listener "http": ${problem}`,
    `False Pending: ${problem}`,
    'True Programmed: The listener accepts connections',
  ])
})

test('a listener that is known to be invalid stays so and leaves the Gateway programmed', (t) => {
  const report = { 'gateway/shop/web/listener/http': { isBound: true } } as const
  t.deepEqual(programmedOf(gateway({ http: [accepted], bad: [accepted, refused] }), report), [
    'True Programmed: Serving listener "http"',
    'True Programmed: The listener accepts connections',
    'False Invalid: no',
  ])
})

test('the condition stands behind Accepted and carries the generation', (t) => {
  const report = { 'gateway/shop/web/listener/http': { isBound: true } } as const
  const resolved: Condition = { ...accepted, type: 'ResolvedRefs' }
  const [result] = withProgrammed([gateway({ http: [accepted, resolved] })], report)
  const conditions = result?.kind === 'Gateway' ? result.status.listeners[0]?.conditions : []
  t.deepEqual(
    conditions?.map(({ type }) => type),
    ['Accepted', 'Programmed', 'ResolvedRefs'],
  )
  t.is(conditions?.[1]?.observedGeneration, 7)
})

test('what is no Gateway is passed on as it is', (t) => {
  const status = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name: 'cart',
    generation: 1,
    status: { parents: [] },
  } as const
  t.is(withProgrammed([status], {})[0], status)
})
