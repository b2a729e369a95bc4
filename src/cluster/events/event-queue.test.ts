import test from 'ava'
import { createEventQueue } from './event-queue.ts'
import { newEvent } from './new-event.ts'
import { gatewayObject } from '../../testing/cluster/gateways.ts'

function setUp(most = 3) {
  let nowMs = 0
  const queue = createEventQueue({ most, nowMs: () => nowMs })
  return { queue, pass: (ms: number) => (nowMs += ms) }
}

function lasting(message: string, lastsMs = 0, type: 'Warning' | 'Normal' = 'Warning') {
  const event = newEvent(gatewayObject('web'), { type, reason: 'R', message, identity: [message] })
  return { event, lastsMs }
}

test('what has lasted is told, and told once while it goes on', (t) => {
  const { queue, pass } = setUp()
  const a = lasting('a', 10)
  t.is(queue.want([a]), 0)
  t.is(queue.next(), 10)
  pass(4)
  queue.want([a])
  t.is(queue.next(), 6)
  pass(6)
  t.is(queue.next(), a.event)
  queue.done(a.event)
  queue.want([a])
  t.is(queue.next(), undefined)
})

test('what mends before is not told, and what comes again is', (t) => {
  const { queue, pass } = setUp()
  queue.want([lasting('a', 10)])
  pass(9)
  queue.want([])
  t.is(queue.next(), undefined)
  queue.want([lasting('a', 10)])
  t.is(queue.next(), 10)
})

test('what went wrong again after it mended is told again', (t) => {
  const { queue } = setUp()
  const a = lasting('a')
  queue.want([a])
  queue.done(a.event)
  queue.want([])
  queue.want([a])
  t.is(queue.next(), a.event)
})

test('what is due first comes first', (t) => {
  const { queue, pass } = setUp()
  const [a, b] = [lasting('a', 10), lasting('b', 5)]
  queue.want([a, b])
  pass(10)
  t.is(queue.next(), b.event)
})

test('of too many the oldest are left out for good, and good news before them', (t) => {
  const { queue } = setUp(2)
  const [a, b, c, d] = [lasting('a'), lasting('b'), lasting('c'), lasting('d', 0, 'Normal')]
  t.is(queue.want([a, d, b, c]), 2)
  t.is(queue.next(), b.event)
  queue.done(b.event)
  t.is(queue.next(), c.event)
  queue.done(c.event)
  t.is(queue.want([a, d, b, c]), 0)
  t.is(queue.next(), undefined)
})
