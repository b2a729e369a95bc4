import test, { type ExecutionContext } from 'ava'
import type { Gateway } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { GatewayStatus, ObjectStatus } from '../../status/object-status.ts'
import { createEvents, type EventsOptions } from './events.ts'
import { notServed, type Unserved } from './not-served.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { gatewayObject, gatewayClass, said, setOf } from '../../testing/cluster/gateways.ts'
import { keptLog } from '../../testing/cluster/log.ts'
import { condition } from '../../testing/cluster/statuses.ts'

const shop = '/api/v1/namespaces/shop/events'

async function telling(t: ExecutionContext, options: Partial<EventsOptions> = {}) {
  const server = await TestApiServer.start(t)
  const log = keptLog()
  const create = () => {
    let live: ReturnType<EventsOptions['live']>
    const events = createEvents({
      api: server.client(),
      component: 'rauta',
      live: () => live,
      isLeader: () => true,
      log,
      times: { usualMs: 0, pendingMs: 0 },
      ...options,
    })
    t.teardown(() => events.close())
    return {
      /** A round becomes live, and is told of. */
      report(
        resources: ResourceSet,
        statuses: readonly ObjectStatus[],
        unserved?: readonly Unserved[],
      ) {
        live = { resources, statuses }
        events.report(unserved)
      },
      tell: (gateway: Gateway, problem: { reason: string; message: string }) =>
        events.tell(gateway, problem),
      close: () => events.close(),
    }
  }
  const posts = () => server.asked.filter(({ method }) => method === 'POST')
  return { server, log, events: create(), create, posts }
}

function not(of: Gateway, reason: string, message = 'why'): GatewayStatus {
  const conditions = [condition('Programmed', { status: 'False', reason, message })]
  return said(of, [], { conditions })
}

const web = gatewayObject('web')
const here = setOf(web)

test('what is wrong is told once, over a restart too', async (t) => {
  const { server, events, create, posts, log } = await telling(t)
  const wrong = not(web, 'AddressNotUsable')
  events.report(here, [wrong])
  await eventually(() => posts().length === 1)
  t.is(posts()[0]?.path, shop)
  events.report(here, [structuredClone(wrong)])
  const second = create()
  second.report(here, [wrong, not(gatewayObject('gone'), 'AddressNotUsable')])
  second.tell(web, { reason: 'NameTaken', message: 'taken' })
  // Behind all that could have been told in between.
  await eventually(() => posts().length === 3)
  t.is([...server.asked].length, 3)
  t.deepEqual(log.lines, [])
})

test('what is due now does not wait for what came in the same turn and must last first', async (t) => {
  const { events, posts } = await telling(t, { times: { usualMs: 0, pendingMs: 60_000 } })
  events.report(here, [not(web, 'Pending')])
  events.tell(web, { reason: 'NameTaken', message: 'taken' })
  await eventually(() => posts().length === 1)
  t.pass()
})

test('what mends before it has lasted is not told', async (t) => {
  const { events, posts } = await telling(t, { times: { usualMs: 0, pendingMs: 60_000 } })
  events.report(here, [])
  events.report(here, [not(web, 'Pending')])
  events.report(here, [said(web)])
  await eventually(() => posts().length === 1)
  events.report(here, [not(web, 'Pending')])
  events.tell(web, { reason: 'NameTaken', message: 'taken' })
  // The Gateway is served, and its name is taken.
  await eventually(() => posts().length === 2)
  t.pass()
})

test('what lasts is told when its time has come', async (t) => {
  const { events, posts } = await telling(t, { times: { usualMs: 0, pendingMs: 300 } })
  const begunMs = performance.now()
  events.report(here, [not(web, 'Pending')])
  await eventually(() => posts().length === 1)
  t.true(performance.now() - begunMs >= 300)
})

test('who does not lead tells nothing, and what is wrong once it leads', async (t) => {
  let isLeader = false
  const { events, posts } = await telling(t, { isLeader: () => isLeader })
  events.report(here, [not(web, 'AddressNotUsable')])
  isLeader = true
  t.is(posts().length, 0)
  events.report(here, [not(web, 'AddressNotUsable')])
  await eventually(() => posts().length === 1)
})

test('what nobody serves is told once it has lasted, and not what was served in between', async (t) => {
  const { events, posts } = await telling(t, { times: { usualMs: 0, pendingMs: 200 } })
  const message = 'spec.gatewayClassName: GatewayClass rotta does not exist'
  const other = gatewayObject('other')
  const both = setOf(web, other)
  const begunMs = performance.now()
  events.report(
    both,
    [],
    [web, other].map((about) => ({ about, message })),
  )
  events.report(both, [], [{ about: web, message }])
  await eventually(() => posts().length === 1)
  t.true(performance.now() - begunMs >= 200)
  t.like(notServed({ about: web, message }), { type: 'Warning', reason: 'NotServed', message })
  t.like(notServed({ about: web, message, isServed: true }), {
    reason: 'InvalidReference',
    message,
  })
})

test('thousands of problems are told at a pace, and how many are left out', async (t) => {
  const { events, posts, log } = await telling(t, { pace: { burst: 5, perSecond: 20 } })
  const gateways = Array.from({ length: 5000 }, (_value, index) => gatewayObject(`g${index}`))
  const statuses: ObjectStatus[] = gateways.map((each) => not(each, 'AddressNotUsable'))
  const begunMs = performance.now()
  events.report(setOf(...gateways), statuses)
  await eventually(() => posts().length >= 15)
  t.true(performance.now() - begunMs >= 450)
  t.deepEqual(
    log.lines.map(({ level, fields }) => ({ level, fields })),
    [{ level: 'warn', fields: { leftOut: 4900 } }],
  )
})

test('of one Gateway the latest notes are kept, whatever else somebody makes of their words', async (t) => {
  const { events, posts } = await telling(t, { pace: { burst: 1, perSecond: 20 } })
  events.report(here, [])
  for (let index = 0; index < 50; index++)
    events.tell(web, { reason: 'NameTaken', message: `it belongs to Gateway other-${index}` })
  await eventually(() => posts().length >= 5)
  const told = posts().length
  t.true(told <= 6, 'the first, which may be on its way at once, and the latest five')
  // What comes behind them is the next one that is told.
  events.report(here, [not(web, 'AddressNotUsable')])
  await eventually(() => posts().length > told)
  t.is(posts().length, told + 1)
})

test('an API server that fails is asked again', async (t) => {
  const { server, events, posts, log } = await telling(t)
  let failures = 0
  server.fault = (_asked, response) => {
    if (failures++ > 0) return false
    answer(response, 503, status(503))
    return true
  }
  events.report(here, [not(web, 'AddressNotUsable')])
  await eventually(() => posts().length === 2)
  await eventually(() => log.lines.length === 2)
  t.deepEqual(
    log.lines.map(({ message }) => message),
    ['Events cannot be written', 'Events are written again'],
  )
})

test('what may not be written is not tried again, and told once', async (t) => {
  const { server, events, posts, log } = await telling(t)
  server.fault = (_asked, response) => {
    answer(response, 403, status(403))
    return true
  }
  const second = gatewayObject('second')
  const statuses = [not(web, 'AddressNotUsable'), not(second, 'AddressNotUsable')]
  events.report(setOf(web, second), statuses)
  await eventually(() => posts().length === 2)
  events.report(setOf(web, second), [...statuses])
  events.tell(web, { reason: 'NameTaken', message: 'taken' })
  await eventually(() => posts().length === 3)
  t.is(log.lines.length, 1)
  t.is(log.lines[0]?.level, 'error')
})

test('a class is told of in the namespace default', async (t) => {
  const { events, posts } = await telling(t)
  const refused = condition('Accepted', { status: 'False', reason: 'InvalidParameters' })
  events.report(setOf(gatewayClass('rauta')), [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      name: 'rauta',
      generation: 1,
      status: { conditions: [refused], supportedFeatures: [] },
    },
  ])
  await eventually(() => posts().length === 1)
  t.is(posts()[0]?.path, '/api/v1/namespaces/default/events')
})
