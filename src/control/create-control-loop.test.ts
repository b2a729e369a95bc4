import test, { type ExecutionContext } from 'ava'
import { silentLog } from '../observe/create-observer.ts'
import { emptySet } from '../resources/resource-store.ts'
import type { ResourceSet } from '../resources/resource-set.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { HttpListener, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { Condition } from '../status/condition.ts'
import type { GatewayDraft, StatusDraft } from '../status/status-draft.ts'
import type { Addressing } from '../translate/words/addressing.ts'
import type { TranslationInputs, Translation } from '../translate/words/translation.ts'
import { createControlLoop, type ControlLoopOptions, type Round } from './create-control-loop.ts'

test('the first complete set becomes live, then start resolves', async (t) => {
  const recorded = recordingLoop()
  await recorded.start(t)
  t.deepEqual(recorded.applied, [0])
  t.is(recorded.rounds.length, 1)
})

test('a burst of changes is one round, on the last of them', async (t) => {
  const recorded = recordingLoop()
  await recorded.start(t)
  const next = recorded.nextRound()
  for (let number = 1; number <= 1000; number++) recorded.give(number)
  await next
  t.deepEqual(recorded.applied, [0, 1000])
})

test('a change during an apply waits for its end; of several the last wins', async (t) => {
  const recorded = recordingLoop()
  await recorded.start(t)
  const gate = Promise.withResolvers<void>()
  recorded.holdApply = gate.promise
  const begun = recorded.nextApply()
  recorded.give(1)
  await begun
  recorded.give(2)
  recorded.give(3)
  const first = recorded.nextRound()
  gate.resolve()
  await first
  while (recorded.applied.length < 3) await recorded.nextRound()
  t.deepEqual(recorded.applied, [0, 1, 3])
  t.is(recorded.atOnce, 1)
})

for (const stage of ['translate', 'apply'] as const) {
  test(`an exception of ${stage} is logged, what is live stays, and the next change is live`, async (t) => {
    const recorded = recordingLoop()
    await recorded.start(t)
    recorded.failing = { stage, number: 1 }
    const failed = recorded.nextRound()
    recorded.give(1)
    t.like(await failed, { type: 'failed' })
    t.deepEqual(recorded.errors, [
      'A change could not be applied; the last configuration stays in use',
    ])
    const applied = recorded.nextRound()
    recorded.give(2)
    t.like(await applied, { type: 'applied', generation: 2 })
    t.deepEqual(recorded.applied, [0, 2])
  })
}

test('a failing first round lets start resolve, and a later one is live', async (t) => {
  const recorded = recordingLoop()
  recorded.failing = { stage: 'translate', number: 0 }
  await recorded.start(t)
  t.like(recorded.rounds[0], { type: 'failed' })
  const applied = recorded.nextRound()
  recorded.give(1)
  t.like(await applied, { type: 'applied', generation: 1 })
})

test('the sink is told all statuses, and only when one of them changed', async (t) => {
  const recorded = recordingLoop()
  recorded.drafts = [gateway('a', 0), gateway('b', 0)]
  await recorded.start(t)
  const rounds = [
    [gateway('a', 0), gateway('b', 0)],
    [gateway('a', 0), gateway('b', 7)],
    [gateway('a', 0)],
  ]
  for (const statuses of rounds) {
    recorded.drafts = statuses
    const next = recorded.nextRound()
    recorded.give(1)
    await next
  }
  t.deepEqual(recorded.reported, [['a', 'b'], ['a', 'b'], ['a']])
})

test('statuses that could not be reported are reported with the next round', async (t) => {
  const recorded = recordingLoop()
  recorded.drafts = [gateway('a', 0)]
  recorded.isReportFailing = true
  await recorded.start(t)
  recorded.isReportFailing = false
  const next = recorded.nextRound()
  recorded.give(1)
  await next
  t.deepEqual(recorded.errors, [
    'Statuses could not be reported; Rauta retries with the next change',
  ])
  t.deepEqual(recorded.reported, [['a']])
})

test('Programmed follows what the data plane bound, also when it binds later', async (t) => {
  const recorded = recordingLoop()
  recorded.drafts = [gateway('a', 0)]
  recorded.report = {
    'gateway/ns/a/listener/http': { isBound: false, problem: 'Port 80 is taken' },
  }
  const loop = await recorded.start(t)
  t.deepEqual(programmedOf(recorded.rounds.at(-1)), ['False'])
  loop.rebind({ 'gateway/ns/a/listener/http': { isBound: true } })
  t.deepEqual(programmedOf(recorded.rounds.at(-1)), ['True'])
  t.deepEqual(recorded.reported, [['a'], ['a']])
})

test('the loop offers what is live: the last round that was applied, with what is bound now', async (t) => {
  const recorded = recordingLoop()
  recorded.drafts = [gateway('a', 0)]
  const startMs = Date.now()
  const { loop, started } = recorded.begin(t)
  const live = (): Round | undefined => loop.live()
  t.is(live(), undefined)
  await started
  t.is(live(), recorded.rounds.at(-1))
  const liveAtMs = loop.live()?.liveAtMs ?? 0
  t.true(startMs <= liveAtMs && liveAtMs <= Date.now())
  recorded.failing = { stage: 'apply', number: 1 }
  const failed = recorded.nextRound()
  recorded.give(1)
  t.like(await failed, { type: 'failed' })
  t.is(live(), recorded.rounds[0])
  const report = { 'gateway/ns/a/listener/http': { isBound: true } } as const
  loop.rebind(report)
  t.is(loop.live()?.report, report)
  t.is(loop.live()?.liveAtMs, liveAtMs)
  t.is(live(), recorded.rounds.at(-1))
})

test('the translation is told which certificates are live, and the time', async (t) => {
  const recorded = recordingLoop()
  await recorded.start(t)
  const next = recorded.nextRound()
  recorded.give(1)
  await next
  t.deepEqual(recorded.circumstances[0]?.liveCertificates, {})
  t.is(recorded.circumstances[1]?.liveCertificates['secret/ns/c']?.certificateChain, 'chain 0')
  t.true(Math.abs(Date.now() - recorded.circumstances[1]!.nowMs) < 10_000)
})

test('the circumstances are asked at each round, and a change of them makes one', async (t) => {
  const recorded = recordingLoop()
  const loop = await recorded.start(t)
  recorded.addressing = { mode: 'host', bind: '::', addresses: ['192.0.2.1'] }
  const next = recorded.nextRound()
  loop.refresh()
  loop.refresh()
  await next
  t.deepEqual(recorded.applied, [0, 0])
  t.deepEqual(
    recorded.circumstances.map(({ addressing }) => addressing),
    [{ mode: 'host', bind: '::', addresses: [] }, recorded.addressing],
  )
})

test('a change of the circumstances before the first complete set makes no round', async (t) => {
  const recorded = recordingLoop()
  const complete = Promise.withResolvers<void>()
  const { start } = recorded.source
  recorded.source.start = async (listener) => {
    await complete.promise
    await start(listener)
  }
  const { loop, started } = recorded.begin(t)
  loop.refresh()
  complete.resolve()
  await started
  t.deepEqual(recorded.applied, [0])
})

test('after stop no change is made live', async (t) => {
  const recorded = recordingLoop()
  const loop = await recorded.start(t)
  recorded.give(1)
  await loop.stop()
  recorded.give(2)
  t.deepEqual(recorded.applied, [0])
  t.true(recorded.isClosed)
})

test('a source that cannot start rejects', async (t) => {
  const recorded = recordingLoop()
  recorded.source.start = () => Promise.reject(new Error('no such folder'))
  await t.throwsAsync(recorded.start(t), { message: 'no such folder' })
})

// The recorded as a source, a data plane and a sink that record: a set is known by a number.
function recordingLoop() {
  const numbers = new WeakMap<ResourceSet, number>()
  const numberOf = (snapshot: RoutingSnapshot) => snapshot.listeners[0]!.port
  let onChange: (resources: ResourceSet) => void = () => {}
  let applies = 0
  const roundWaiters: ((round: Round) => void)[] = []
  const applyWaiters: (() => void)[] = []

  const recorded = {
    applied: [] as number[],
    reported: [] as string[][],
    rounds: [] as Round[],
    errors: [] as string[],
    circumstances: [] as TranslationInputs[],
    drafts: [] as readonly StatusDraft[],
    report: {} as BindReport,
    failing: undefined as { stage: 'translate' | 'apply'; number: number } | undefined,
    isReportFailing: false,
    addressing: { mode: 'host', bind: '::', addresses: [] } as Addressing,
    holdApply: Promise.resolve(),
    atOnce: 0,
    isClosed: false,
    give(number: number) {
      const resources = emptySet()
      numbers.set(resources, number)
      onChange(resources)
    },
    /** With what the sink does in the same turn. */
    nextRound: () => new Promise<Round>((resolve) => roundWaiters.push(resolve)),
    nextApply: () => new Promise<void>((resolve) => applyWaiters.push(resolve)),
    source: {
      async start(listener: typeof onChange) {
        onChange = listener
        recorded.give(0)
      },
      async close() {
        recorded.isClosed = true
      },
    },
    begin(t: ExecutionContext) {
      const loop = createControlLoop(options)
      t.teardown(() => loop.stop())
      return { loop, started: loop.start() }
    },
    async start(t: ExecutionContext) {
      const { loop, started } = recorded.begin(t)
      await started
      return loop
    },
  }
  const failIf = (stage: 'translate' | 'apply', number: number) => {
    if (recorded.failing?.stage === stage && recorded.failing.number === number)
      throw new Error('a bug')
  }
  const options: ControlLoopOptions = {
    source: { start: (listener) => recorded.source.start(listener), close: recorded.source.close },
    translate(resources, circumstances): Translation {
      const number = numbers.get(resources)!
      failIf('translate', number)
      recorded.circumstances.push(circumstances)
      return { snapshot: snapshotOf(number), drafts: recorded.drafts, facts: [] }
    },
    circumstances: () => ({ addressing: recorded.addressing }),
    dataPlane: {
      async apply(snapshot) {
        applies++
        recorded.atOnce = Math.max(recorded.atOnce, applies)
        for (const resolve of applyWaiters.splice(0)) resolve()
        await recorded.holdApply
        applies--
        failIf('apply', numberOf(snapshot))
        recorded.applied.push(numberOf(snapshot))
        return recorded.report
      },
    },
    sink: {
      report(statuses) {
        if (recorded.isReportFailing) throw new Error('no API server')
        recorded.reported.push(statuses.map(({ name }) => name))
      },
    },
    observer: {
      log: { ...silentLog, error: (_fields, message) => recorded.errors.push(message) },
    },
    onRound(round) {
      recorded.rounds.push(round)
      const waiters = roundWaiters.splice(0)
      setImmediate(() => {
        for (const resolve of waiters) resolve(round)
      })
    },
  }
  return recorded
}

function snapshotOf(number: number): RoutingSnapshot {
  const listener: HttpListener = {
    name: 'gateway/ns/a/listener/http',
    gateway: 'gateway/ns/a',
    protocol: 'HTTP',
    address: '127.0.0.1',
    port: number,
    clientPort: number,
    hostname: '',
    hosts: [],
  }
  const certificate = {
    name: 'secret/ns/c',
    certificateChain: `chain ${number}`,
    privateKey: { reveal: () => '' },
  }
  return {
    listeners: [listener],
    backends: {},
    endpoints: {},
    certificates: { 'secret/ns/c': certificate },
    caBundles: {},
  }
}

function gateway(name: string, attachedRoutes: number): GatewayDraft {
  const judged = { accepted, notProgrammed: undefined, others: [] }
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: 'ns',
    name,
    generation: 1,
    addresses: [],
    ...judged,
    listeners: [{ name: 'http', supportedKinds: [], attachedRoutes, ...judged }],
  }
}

const accepted: Condition = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }

function programmedOf(round: Round | undefined): readonly string[] {
  if (round?.type !== 'applied') return []
  return round.statuses.flatMap((status) =>
    status.kind === 'Gateway'
      ? status.status.conditions
          .filter(({ type }) => type === 'Programmed')
          .map(({ status: value }) => value)
      : [],
  )
}
