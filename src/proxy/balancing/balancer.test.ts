import test from 'ava'
import * as fc from 'fast-check'
import type { Affinity, Endpoint } from '../../snapshot/routing-snapshot.ts'
import {
  exampleBackend,
  exampleConnection,
  exampleEndpoints,
  exampleRequest,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { createBalancer, type ChosenEndpoint } from './balancer.ts'

/** A balancer with one backend, a clock that stands still, and draws that repeat. */
function balancing(count: number, affinity?: Affinity) {
  const backend = exampleBackend(affinity && { affinity })
  const clock = { time: 0 }
  const balancer = createBalancer({ now: () => clock.time, random: evenDraws() })
  let endpoints = exampleEndpoints(count)
  const apply = (next: readonly Endpoint[]) => {
    endpoints = next
    balancer.apply(
      exampleSnapshot({
        backends: { [backend.name]: backend },
        endpoints: { [backend.name]: endpoints },
      }),
    )
  }
  const choose = (
    said: { key?: string; tried?: readonly Endpoint[] } = {},
  ): ChosenEndpoint | undefined =>
    balancer.choose({
      backend,
      endpoints,
      request: exampleRequest({ headers: said.key === undefined ? [] : [['x-key', said.key]] }),
      connection: exampleConnection(),
      tried: new Set(said.tried),
    })
  apply(endpoints)
  return { apply, choose, clock, endpoints, health: () => balancer.health() }
}

/** Numbers in [0, 1) that fill it evenly (additive recurrence of the golden ratio). */
function evenDraws(): () => number {
  let drawn = 0.5
  return () => (drawn = (drawn + 0.618_033_988_749_894_9) % 1)
}

const byKey: Affinity = { type: 'Header', name: 'x-key' }

test('a backend without endpoints has none to choose', (t) => {
  t.is(balancing(0).choose(), undefined)
  t.is(balancing(0, byKey).choose({ key: 'a' }), undefined)
})

test('a backend that no snapshot brought has none to choose', (t) => {
  const choice = createBalancer().choose({
    backend: exampleBackend(),
    endpoints: exampleEndpoints(1),
    request: exampleRequest(),
    connection: exampleConnection(),
    tried: new Set(),
  })
  t.is(choice, undefined)
})

test('requests that stay in flight are spread so that no endpoint has many more', (t) => {
  const { choose } = balancing(10)
  const counts = new Map<string, number>()
  for (let request = 0; request < 1_000; request++) {
    const name = choose()?.endpoint.name ?? 'none'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  t.is(counts.size, 10)
  t.true(
    Math.max(...counts.values()) - Math.min(...counts.values()) <= 10,
    `${[...counts.values()]}`,
  )
})

test('of two endpoints the one with fewer requests in flight is chosen', (t) => {
  const { choose } = balancing(2)
  const held = choose()
  for (let request = 0; request < 10; request++) {
    const pick = choose()
    t.not(pick?.endpoint, held?.endpoint)
    pick?.release('ok')
  }
})

test('an endpoint that was tried is not chosen again, and when all were, none is', (t) => {
  for (const affinity of [undefined, byKey]) {
    const { choose, endpoints } = balancing(3, affinity)
    const tried: Endpoint[] = []
    for (const _ of endpoints) {
      const pick = choose({ key: 'a', tried })
      t.false(pick === undefined || tried.includes(pick.endpoint))
      if (pick) tried.push(pick.endpoint)
    }
    t.is(choose({ key: 'a', tried }), undefined)
  }
})

test('an endpoint that could not be connected is ejected, and then is chosen again', (t) => {
  const { choose, clock, endpoints } = balancing(2)
  const [first, second] = endpoints
  choose({ tried: [second!] })?.release('connect-failed')
  for (let request = 0; request < 20; request++) t.is(choose()?.endpoint, second)
  clock.time += 10_000
  t.is(choose()?.endpoint, first)
})

test('if all are ejected, all are tried', (t) => {
  for (const affinity of [undefined, byKey]) {
    const { choose, endpoints } = balancing(2, affinity)
    for (const endpoint of endpoints) choose({ tried: [endpoint] })?.release('connect-failed')
    const chosen = new Set(
      Array.from({ length: 20 }, (_, key) => choose({ key: `${key}` })?.endpoint),
    )
    t.deepEqual(chosen, new Set(endpoints))
  }
})

test('a success that began after the failure ends the ejection, one that began before does not', (t) => {
  const { choose, clock, endpoints } = balancing(2)
  const [first, second] = endpoints
  const early = choose({ tried: [second!] })
  clock.time += 1
  choose({ tried: [second!] })?.release('connect-failed')
  clock.time += 1
  early?.release('ok')
  for (let request = 0; request < 20; request++) t.is(choose()?.endpoint, second)
  choose({ tried: [second!] })?.release('ok')
  t.is(choose()?.endpoint, first)
})

test('a pick that is released twice counts once', (t) => {
  const { choose, endpoints } = balancing(2)
  const [first, second] = endpoints
  const twice = choose({ tried: [second!] })
  const held = choose({ tried: [second!] })
  twice?.release('unknown')
  twice?.release('unknown')
  // One is in flight at the first, none at the second.
  for (let request = 0; request < 10; request++) {
    const pick = choose()
    t.is(pick?.endpoint, second)
    pick?.release('ok')
  }
  held?.release('ok')
  t.truthy(first)
})

test('what is known of an endpoint outlives snapshots, and its leaving all backends ends it', (t) => {
  const { apply, choose, endpoints } = balancing(2)
  const [first, second] = endpoints
  choose({ tried: [second!] })?.release('connect-failed')
  const again = [{ ...first!, name: 'renamed' }, second!]
  apply(again)
  for (let request = 0; request < 20; request++) t.is(choose()?.endpoint, second)
  apply([second!])
  apply(again)
  t.is(choose()?.endpoint, again[0])
})

test('what is known of an endpoint is shared by all backends that have it', (t) => {
  const [one, two] = [exampleBackend({ name: 'one' }), exampleBackend({ name: 'two' })]
  const lists = { one: exampleEndpoints(2), two: exampleEndpoints(2) }
  const balancer = createBalancer({ now: () => 0 })
  balancer.apply(exampleSnapshot({ backends: { one, two }, endpoints: lists }))
  const asked = { request: exampleRequest(), connection: exampleConnection() }
  const tried = new Set(lists.one.slice(1))
  balancer
    .choose({ ...asked, backend: one, endpoints: lists.one, tried })
    ?.release('connect-failed')
  for (let request = 0; request < 20; request++) {
    const pick = balancer.choose({ ...asked, backend: two, endpoints: lists.two, tried: new Set() })
    t.is(pick?.endpoint, lists.two[1])
  }
})

test('a request of an earlier snapshot chooses among the endpoints of that one', (t) => {
  const backend = exampleBackend()
  const [before, after] = [exampleEndpoints(2), exampleEndpoints(1)]
  const balancer = createBalancer()
  const apply = (endpoints: readonly Endpoint[]) =>
    balancer.apply(
      exampleSnapshot({
        backends: { [backend.name]: backend },
        endpoints: { [backend.name]: endpoints },
      }),
    )
  apply(before)
  apply(after)
  const pick = balancer.choose({
    backend,
    endpoints: before,
    request: exampleRequest(),
    connection: exampleConnection(),
    tried: new Set(before.slice(0, 1)),
  })
  t.is(pick?.endpoint, before[1])
})

test('requests with one key go to one endpoint, whatever is in flight', (t) => {
  const { choose } = balancing(5, byKey)
  for (const key of ['a', 'b', 'c']) {
    const chosen = new Set(Array.from({ length: 50 }, () => choose({ key })?.endpoint))
    t.is(chosen.size, 1)
  }
})

test('requests without a key are spread by the two choices', (t) => {
  const { choose } = balancing(5, byKey)
  t.is(new Set(Array.from({ length: 50 }, () => choose()?.endpoint)).size, 5)
})

test('a key whose endpoint is ejected goes to one other, and comes back after the ejection', (t) => {
  const { choose, clock } = balancing(5, byKey)
  const usual = choose({ key: 'a' })
  usual?.release('connect-failed')
  const others = new Set(Array.from({ length: 20 }, () => choose({ key: 'a' })?.endpoint))
  t.is(others.size, 1)
  t.false(others.has(usual?.endpoint))
  clock.time += 10_000
  t.is(choose({ key: 'a' })?.endpoint, usual?.endpoint)
})

test('losing an endpoint moves few keys, where the table could shrink too', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(3, 50, 656), fc.nat(), (count, drawn) => {
      const { apply, choose, endpoints } = balancing(count, byKey)
      const keys = Array.from({ length: 2_000 }, (_, key) => `${key}`)
      const before = keys.map((key) => choose({ key })?.endpoint)
      apply(endpoints.toSpliced(drawn % count, 1))
      const moved = keys.filter((key, index) => choose({ key })?.endpoint !== before[index])
      // Four standard deviations of a sample of 2,000 beside the bound of the whole table.
      t.true(moved.length / keys.length <= 1 / count + 0.02 + 4 * Math.sqrt(0.25 / keys.length))
    }),
    { numRuns: 10 },
  )
})

test('the health of each endpoint is what requests found, until no snapshot has it', (t) => {
  const { apply, choose, clock, endpoints, health } = balancing(2)
  const [first, second] = endpoints.map(({ address, port }) => `${address}:${port}`)
  t.deepEqual(health()[first!], { inFlight: 0, failures: 0, ejectedForMs: 0 })
  choose({ tried: [endpoints[1]!] })
  choose({ tried: [endpoints[0]!] })?.release('connect-failed')
  t.deepEqual(health()[first!], { inFlight: 1, failures: 0, ejectedForMs: 0 })
  const { inFlight, failures, ejectedForMs } = health()[second!]!
  t.deepEqual({ inFlight, failures }, { inFlight: 0, failures: 1 })
  t.true(ejectedForMs >= 800 && ejectedForMs <= 1200, String(ejectedForMs))
  clock.time = ejectedForMs
  t.deepEqual(health()[second!], { inFlight: 0, failures: 1, ejectedForMs: 0 })
  apply(endpoints.slice(0, 1))
  t.deepEqual(Object.keys(health()), [first])
})
