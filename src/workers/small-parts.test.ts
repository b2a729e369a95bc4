// The parts of the main process that only compute.
import { PassThrough } from 'node:stream'
import { once } from 'node:events'
import test from 'ava'
import {
  exampleBackend,
  exampleEndpoints,
  exampleListener,
  exampleSnapshot,
} from '../testing/proxy/request-examples.ts'
import { udpSnapshot } from '../testing/proxy/datagrams/datagrams.ts'
import { DatagramOwners } from './datagram-owners.ts'
import { forwardLines } from './forward-lines.ts'
import { mergedBindReport, mergedHealth } from './merge-reports.ts'
import { RestartDelays } from './restart-delays.ts'
import { workerCount } from './worker-count.ts'
import { heapFlags, heapOfWorker, shareOfLimits } from './worker-shares.ts'

test('lines are forwarded whole, in whatever pieces they come, and a cut one is not', async (t) => {
  const written: string[] = []
  const from = new PassThrough()
  forwardLines(from, { write: (lines) => void written.push(lines) })
  for (const piece of ['{"a":', '1}\n{"b":2}\n{"c', '":"ä', '"}\n', '{"cut":']) from.write(piece)
  from.end()
  await once(from, 'end')
  t.deepEqual(written, ['{"a":1}\n{"b":2}', '{"c":"ä"}'])
})

test('a character that comes in two pieces is one', async (t) => {
  const written: string[] = []
  const from = new PassThrough()
  forwardLines(from, { write: (lines) => void written.push(lines) })
  const bytes = Buffer.from('ä\n')
  from.write(bytes.subarray(0, 1))
  from.end(bytes.subarray(1))
  await once(from, 'end')
  t.deepEqual(written, ['ä'])
})

test('a worker that served is started again at once, each time', (t) => {
  const delays = new RestartDelays()
  t.deepEqual(
    [true, true, true].map((hasServed) => delays.next(hasServed)),
    [0, 0, 0],
  )
})

test('a worker that ends before it serves is started again later each time', (t) => {
  const delays = new RestartDelays()
  t.deepEqual(
    [false, false, false, false].map((hasServed) => delays.next(hasServed)),
    [100, 200, 400, 800],
  )
  for (let count = 0; count < 20; count++) delays.next(false)
  t.is(delays.next(false), 30_000)
  t.is(delays.next(true), 0)
  t.is(delays.next(false), 100)
})

test('a listener is bound where all workers that have it say so', (t) => {
  const listeners = ['a', 'b', 'c'].map((name) => exampleListener({ name }))
  const isBound = { isBound: true } as const
  const taken = { isBound: false, problem: 'taken' } as const
  const report = mergedBindReport({ listeners }, [{ a: isBound, b: isBound }, { b: taken }])
  t.deepEqual(report['a'], isBound)
  t.deepEqual(report['b'], taken)
  t.like(report['c'], { isBound: false })
})

test('requests in flight are added up, and the worst of failures and rests counts', (t) => {
  const snapshot = exampleSnapshot({
    backends: { shop: exampleBackend({ name: 'shop' }) },
    endpoints: { shop: exampleEndpoints(2), other: exampleEndpoints(3) },
  })
  const health = mergedHealth(snapshot, [
    { '10.0.0.1:8080': { inFlight: 2, failures: 0, ejectedForMs: 0 } },
    { '10.0.0.1:8080': { inFlight: 1, failures: 3, ejectedForMs: 900 } },
  ])
  t.deepEqual(health, {
    '10.0.0.1:8080': { inFlight: 3, failures: 3, ejectedForMs: 900 },
    '10.0.0.2:8080': { inFlight: 0, failures: 0, ejectedForMs: 0 },
  })
})

test('each UDP listener has one worker, keeps it, and gets another when it is gone', (t) => {
  const snapshot = udpSnapshot(53, {
    listeners: [{}, { port: 54 }, { port: 55 }, { port: 56 }],
  })
  const owners = new DatagramOwners()
  const [one, other, third] = [{}, {}, {}]
  const portsOf = (worker: object) =>
    owners.partOf(snapshot, worker).listeners.map(({ port }) => port)
  owners.assign(snapshot, [one, other])
  t.deepEqual(
    [portsOf(one), portsOf(other)],
    [
      [53, 55],
      [54, 56],
    ],
  )
  owners.assign(snapshot, [one, other, third])
  t.deepEqual([portsOf(one), portsOf(other), portsOf(third)], [[53, 55], [54, 56], []])
  owners.assign(snapshot, [other, third])
  t.deepEqual([portsOf(one), portsOf(other), portsOf(third)], [[], [54, 56], [53, 55]])
})

test('what a worker is given of UDP stays the same as long as its listeners and owners do', (t) => {
  const snapshot = udpSnapshot(53, { listeners: [{}, { port: 54 }] })
  const owners = new DatagramOwners()
  const [one, other] = [{}, {}]
  owners.assign(snapshot, [one, other])
  const part = owners.partOf(snapshot, one)
  t.is(part.listeners.length, 1)
  owners.assign(snapshot, [one, other])
  t.is(owners.partOf(snapshot, one), part)
  const endpointsAlone = owners.partOf({ ...snapshot, endpoints: {} }, one)
  t.not(endpointsAlone, part)
  t.is(endpointsAlone.listeners, part.listeners)
  owners.assign(snapshot, [one])
  t.is(owners.partOf(snapshot, one), snapshot)
})

test('a snapshot without UDP is every worker’s as it is', (t) => {
  const snapshot = exampleSnapshot({ listeners: [exampleListener()] })
  t.is(new DatagramOwners().partOf(snapshot, {}), snapshot)
})

test('limits of connections and requests are shared out, and others are each worker’s', (t) => {
  t.deepEqual(shareOfLimits({ idleMs: 5 }, 4), { idleMs: 5, connections: 8_192, underWay: 4_096 })
  t.like(shareOfLimits({ connections: 10, connectionsPerSource: 5 }, 4), {
    connections: 3,
    connectionsPerSource: 2,
  })
})

const GiB = 1024 ** 3

test('the heap of a worker follows from the memory of the control group', (t) => {
  const heap = (constrained: number | undefined, options: readonly string[] = []) =>
    heapOfWorker(3, { constrained, total: 8 * GiB, options })
  t.is(heap(GiB), 192)
  t.is(heap(GiB / 8), 64)
  t.is(heap(undefined), undefined)
  t.is(heap(0), undefined)
  t.is(heap(8 * GiB), undefined)
  t.is(heap(GiB, ['--max-old-space-size=300']), undefined)
})

test('new objects of a worker have 16 MiB, unless the operator says otherwise', (t) => {
  const flags = (constrained: number | undefined, options: readonly string[] = []) =>
    heapFlags(3, { constrained, total: 8 * GiB, options })
  t.deepEqual(flags(undefined), ['--max-semi-space-size=8'])
  t.deepEqual(flags(GiB), ['--max-semi-space-size=8', '--max-old-space-size=192'])
  t.deepEqual(flags(undefined, ['--max-semi-space-size=64']), [])
})

test('auto is a worker for each processor, as far as there is memory for them', (t) => {
  const auto = (processors: number, memoryBytes: number) =>
    workerCount('auto', { processors, memoryBytes }).count
  t.is(auto(4, 8 * GiB), 4)
  t.is(auto(64, GiB), 5)
  t.is(auto(2, GiB / 8), 1)
  t.is(workerCount(3, { processors: 1, memoryBytes: GiB }).count, 3)
  t.is(workerCount(0).count, 0)
})

test('a single worker of auto has a spare one, where there is memory for it', (t) => {
  const hasSpare = (asked: 'auto' | number, processors: number, memoryBytes: number) =>
    workerCount(asked, { processors, memoryBytes }).hasSpare
  t.true(hasSpare('auto', 1, GiB))
  t.false(hasSpare('auto', 2, GiB))
  t.false(hasSpare('auto', 1, GiB / 4))
  t.false(hasSpare(1, 1, GiB))
})
