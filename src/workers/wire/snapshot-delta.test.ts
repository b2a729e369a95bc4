// A delta through JSON, and the copy that it makes: what is sent, what is the same, and what stays the same
// object.
import { inspect } from 'node:util'
import test from 'ava'
import * as fc from 'fast-check'
import type {
  Host,
  HttpListener,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import {
  exampleBackend,
  exampleEndpoints,
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRule,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { SnapshotCopy } from './snapshot-copy.ts'
import { snapshotDelta } from './snapshot-delta.ts'

const empty = exampleSnapshot()

/** A copy that follows, as a worker's does. */
function follower() {
  const copy = new SnapshotCopy(empty)
  let last = empty
  return (next: RoutingSnapshot) => {
    const text = JSON.stringify(snapshotDelta(last, next))
    last = next
    return { text, snapshot: copy.apply(JSON.parse(text)) }
  }
}

const httpIn = ({ listeners }: RoutingSnapshot, index = 0) => listeners[index] as HttpListener

/** 5,000 routes on one listener, each with a host and a backend of its own, a rule of two matches. */
function manyRoutes(count = 5_000): RoutingSnapshot {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const hosts = numbers.map((index) => {
    const rule = exampleRule(`httproute/shop/r${index}/rule/0`)
    const match = (end: number) => exampleMatch({ name: `${rule.name}/match/${end}`, rule })
    return exampleHost(`h${index}.example`, match(0), match(1))
  })
  const names = numbers.map((index) => `service/shop/s${index}/80`)
  return exampleSnapshot({
    listeners: [exampleListener({ hosts })],
    backends: Object.fromEntries(names.map((name) => [name, exampleBackend({ name })])),
    endpoints: Object.fromEntries(names.map((name) => [name, exampleEndpoints(2)])),
  })
}

test('the first delta is everything, and a rule is one object in all its matches', (t) => {
  const snapshot = manyRoutes(3)
  const { snapshot: copy } = follower()(snapshot)
  t.deepEqual(copy, { ...snapshot, leaving: {} })
  const [first, second] = httpIn(copy).hosts[0]!.matches
  t.is(first!.rule, second!.rule)
})

test('one changed endpoint of 5,000 routes is less than a kilobyte, and all else the same object', (t) => {
  const follow = follower()
  const before = manyRoutes()
  const { snapshot: old } = follow(before)
  const name = 'service/shop/s77/80'
  const endpoints = { ...before.endpoints, [name]: exampleEndpoints(3) }
  const { text, snapshot } = follow({ ...before, endpoints })
  t.true(text.length < 1024, `${text.length}`)
  t.is(snapshot.endpoints[name]!.length, 3)
  t.is(snapshot.listeners, old.listeners)
  t.is(snapshot.backends, old.backends)
  for (const other of Object.keys(before.endpoints))
    if (other !== name) t.is(snapshot.endpoints[other], old.endpoints[other])
})

test('a changed match leaves the other matches, hosts, listeners and its rule the same objects', (t) => {
  const follow = follower()
  const before = manyRoutes(20)
  const other = exampleListener({ name: 'gateway/default/g/listener/other', port: 8081 })
  const whole = { ...before, listeners: [httpIn(before), other] }
  const { snapshot: old } = follow(whole)
  const changed = (match: RuleMatch) => ({ ...match, method: 'POST' })
  const hosts = httpIn(before).hosts.with(7, {
    hostname: 'h7.example',
    matches: httpIn(before).hosts[7]!.matches.map((match, index) =>
      index ? changed(match) : match,
    ),
  })
  const next = { ...whole, listeners: [{ ...httpIn(before), hosts }, other] }
  const { snapshot } = follow(next)
  t.deepEqual(snapshot, { ...next, leaving: {} })
  t.is(snapshot.listeners[1], old.listeners[1])
  t.is(httpIn(snapshot).hosts[6], httpIn(old).hosts[6])
  const [kept, made] = httpIn(snapshot).hosts[7]!.matches
  t.is(kept, httpIn(old).hosts[7]!.matches[0])
  t.is(made!.rule, kept!.rule)
})

test('a listener that changes by itself keeps its hosts', (t) => {
  const follow = follower()
  const before = manyRoutes(20)
  const { snapshot: old } = follow(before)
  const { text, snapshot } = follow({
    ...before,
    listeners: [{ ...httpIn(before), clientPort: 80 }],
  })
  t.is(httpIn(snapshot).clientPort, 80)
  t.is(httpIn(snapshot).hosts, httpIn(old).hosts)
  t.true(text.length < 512, text)
})

test('a key is served and never shown', (t) => {
  const certificate = { name: 'secret/shop/tls', certificateChain: 'chain' }
  const { snapshot } = follower()(
    exampleSnapshot({
      certificates: { [certificate.name]: { ...certificate, privateKey: { reveal: () => 'KEY' } } },
    }),
  )
  const got = snapshot.certificates[certificate.name]!
  t.is(got.privateKey.reveal(), 'KEY')
  t.like(got, certificate)
  t.notRegex(inspect(snapshot, { depth: null }) + JSON.stringify(snapshot), /KEY/)
})

const words = fc.constantFrom('a', 'b', 'c', 'd', 'e')

/** Snapshots that share objects with those before them, as translate's do. */
const histories = fc.array(
  fc.record({
    listeners: fc.uniqueArray(words),
    hosts: fc.uniqueArray(words),
    matches: fc.array(words),
    changed: fc.option(words),
    endpoints: fc.uniqueArray(words),
    leaving: fc.option(fc.uniqueArray(words)),
  }),
  { minLength: 1, maxLength: 8 },
)

test('after any changes the copy is the snapshot, and what was kept is the same object', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const follow = follower()
      const pool = new Map<string, object>()
      const once = <Value extends object>(key: string, make: () => Value): Value => {
        const value = pool.get(key) ?? make()
        pool.set(key, value)
        return value as Value
      }
      let last: { whole: RoutingSnapshot; copy: RoutingSnapshot } | undefined
      for (const [turn, step] of history.entries()) {
        // The one that is named is made anew.
        for (const key of pool.keys()) if (key.endsWith(`/${step.changed}`)) pool.delete(key)
        const rule = (name: string) => once(`rule/${name}`, () => exampleRule(`rule/${name}`))
        const matches = step.matches.map((name) =>
          once(`match/${name}`, () => exampleMatch({ name, rule: rule(name < 'c' ? 'a' : name) })),
        )
        const hosts: readonly Host[] = step.hosts.map((hostname) => ({ hostname, matches }))
        const whole = exampleSnapshot({
          listeners: step.listeners.map((name) =>
            turn % 2 === 0
              ? once(`listener/${name}`, () => exampleListener({ name, hosts }))
              : exampleListener({ name, hosts }),
          ),
          endpoints: Object.fromEntries(
            step.endpoints.map((name) => [name, once(`e/${name}`, () => exampleEndpoints(1))]),
          ),
          ...(step.leaving && {
            leaving: Object.fromEntries(step.leaving.map((name) => [name, exampleEndpoints(2)])),
          }),
        })
        const { snapshot: copy } = follow(whole)
        t.deepEqual(copy, { leaving: {}, ...whole })
        for (const [index, listener] of whole.listeners.entries()) {
          const was = last?.whole.listeners.indexOf(listener) ?? -1
          if (last && was >= 0) t.is(copy.listeners[index], last.copy.listeners[was])
        }
        last = { whole, copy }
      }
    }),
  )
})
