// Worker processes behind real sockets: they serve, share connections, die, come back and end.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { createMetrics } from '../observe/metrics/metrics.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'

import { eventually } from '../testing/eventually.ts'
import { freePort } from '../testing/free-ports.ts'
import { seriesOf } from '../testing/observe/series.ts'
import { type Handler, httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import { startWorkers, type TestWorkersOptions } from '../testing/workers/worker-plane.ts'

const hello: Handler = (_, response) => response.end('hello')

async function serving(
  t: ExecutionContext,
  { handler = hello, ...options }: TestWorkersOptions & { readonly handler?: Handler } = {},
) {
  const backend = await httpBackend('http1', handler)
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  return { ...(await startWorkers(t, snapshot, options)), backend }
}

/** Over a new connection, or the agent's. */
async function ask(port: number, agent: Agent | false = false) {
  const asked = request({ port, host: '127.0.0.1', agent, headers: { host: 'shop.example' } })
  asked.end()
  const [response] = await once(asked, 'response')
  return { status: response.statusCode as number, body: await text(response) }
}

/** Whether nobody listens there. */
async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const error = await once(socket, 'connect').then(
    () => undefined,
    ({ code }: NodeJS.ErrnoException) => code,
  )
  socket.destroy()
  return error === 'ECONNREFUSED'
}

test.serial('two workers serve one port, and each takes a share of the connections', async (t) => {
  const { port, report, metrics, lines, pids } = await serving(t)
  t.deepEqual(Object.values(report), [{ isBound: true }])
  t.is(new Set(pids()).size, 2)
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(port)))
  for (const answer of answers) t.deepEqual(answer, { status: 200, body: 'hello' })
  const series = await seriesOf(metrics)
  const of = (name: string) => Object.entries(series).filter(([key]) => key.startsWith(`${name}{`))
  t.deepEqual(
    of('rauta_requests_total').map(([, value]) => value),
    [40],
  )
  t.deepEqual(
    of('rauta_connections_total').map(([, value]) => value),
    [40],
  )
  t.is(of('rauta_process_cpu_seconds_total').length, 2)
  // The access log of all is one.
  await eventually(() => lines.length === 40)
  for (const line of lines) t.is(JSON.parse(line).status, 200)
})

test.serial('a worker that dies takes its own connections alone, and is back', async (t) => {
  const { port, pids, logged, metrics, serve, serving: count } = await serving(t)
  const agents = Array.from({ length: 16 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  t.teardown(() => agents.forEach((agent) => agent.destroy()))
  for (const agent of agents) await ask(port, agent)
  const closed = new Set<number>()
  for (const [index, agent] of agents.entries())
    for (const [socket] of Object.values(agent.freeSockets).map((all) => all ?? []))
      socket?.once('close', () => closed.add(index))
  const [victim = 0, survivor] = pids()
  process.kill(victim, 'SIGKILL')
  await eventually(() => count() === 1)
  t.true(closed.size > 0 && closed.size < agents.length, `${closed.size}`)
  for (const [index, agent] of agents.entries())
    if (!closed.has(index)) t.is((await ask(port, agent)).status, 200)
  await serve(2)
  t.true(pids().includes(survivor!))
  t.like(
    logged.find(({ level }) => level === 'error'),
    {
      message: 'A worker process ended; restarting it',
      fields: { pid: victim, cause: 'SIGKILL', restartInMs: 0 },
    },
  )
  t.is((await seriesOf(metrics))['rauta_worker_restarts_total{cause="SIGKILL"}'], 1)
})

test.serial('while a worker is away, every new connection is served by another', async (t) => {
  const { port, pids, serve, serving: count } = await serving(t, { restartMs: 2_000 })
  process.kill(pids()[0]!, 'SIGKILL')
  // Some of these wait in the queue of the one that is gone.
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(port)))
  t.true(answers.every(({ status }) => status === 200))
  t.is(count(), 1)
  await serve(2)
  const after = await Promise.all(Array.from({ length: 40 }, () => ask(port)))
  t.true(after.every(({ status }) => status === 200))
})

test.serial('with one worker, what connects while it is away waits, and is served', async (t) => {
  const { port, pids } = await serving(t, { count: 1 })
  process.kill(pids()[0]!, 'SIGKILL')
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(port)))
  t.true(answers.every(({ status }) => status === 200))
})

test.serial(
  'what a worker counts is told by itself, for it may die; of the process when it is asked for',
  async (t) => {
    const told: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const { workers } = createMetrics()
    const { port } = await serving(t, {
      metrics: {
        ...workers,
        onTold(_, series) {
          for (const { family } of series) told.push(family)
          if (told.includes('rauta_requests_total')) resolve()
        },
      },
    })
    await ask(port)
    await promise
    t.deepEqual(
      told.filter((family) => family.startsWith('rauta_process_')),
      [],
    )
  },
)

test.serial('a change reaches all workers before apply resolves', async (t) => {
  const { plane, port, snapshot } = await serving(t)
  const other = await httpBackend('http1', (_, response) => response.end('other'))
  t.teardown(other.close)
  const endpoints = { shop: [other.endpoint] }
  await plane.apply({ ...snapshot, endpoints })
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(port)))
  t.true(answers.every(({ body }) => body === 'other'))
})

test.serial('a worker that starts later has the latest snapshot', async (t) => {
  const { plane, port, snapshot, pids, serve, serving: count } = await serving(t)
  const other = await httpBackend('http1', (_, response) => response.end('other'))
  t.teardown(other.close)
  for (const pid of pids()) process.kill(pid, 'SIGKILL')
  await eventually(() => count() === 0)
  await plane.apply({ ...snapshot, endpoints: { shop: [other.endpoint] } })
  await serve(2)
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(port)))
  t.true(answers.every(({ body }) => body === 'other'))
})

test.serial('a port of another program is reported, and taken once it is free', async (t) => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  const { promise: rebound, resolve } = Promise.withResolvers<unknown>()
  const { report } = await serving(t, { port, onRebind: resolve })
  t.deepEqual(Object.values(report), [
    {
      isBound: false,
      problem: `127.0.0.1:${port} is in use by another program: stop that program, or choose another port or port offset`,
    },
  ])
  other.close()
  t.deepEqual(Object.values((await rebound) as object), [{ isBound: true }])
  t.is((await ask(port)).status, 200)
})

test.serial('a listener that is gone is closed, and its port is free for others', async (t) => {
  const { plane, port, snapshot } = await serving(t)
  const none: RoutingSnapshot = { ...snapshot, listeners: [] }
  t.deepEqual(await plane.apply(none), {})
  await eventually(async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    other.close()
    await once(other, 'close')
  })
  t.deepEqual(Object.values(await plane.apply(snapshot)), [{ isBound: true }])
  t.is((await ask(port)).status, 200)
})

test.serial('a drain lets requests end, and leaves no process', async (t) => {
  const begun = Promise.withResolvers<() => void>()
  const { plane, port, pids, logged } = await serving(t, {
    handler: (_, response) => begun.resolve(() => response.end('late')),
  })
  const all = pids()
  const answer = ask(port)
  const finish = await begun.promise
  const drained = plane.drain(10_000)
  await eventually(() => isRefused(port))
  finish()
  t.deepEqual(await answer, { status: 200, body: 'late' })
  await drained
  for (const pid of all) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  t.deepEqual(
    logged.filter(({ level }) => level === 'error'),
    [],
  )
})

test.serial('a drain of no grace cuts what is left', async (t) => {
  const begun = Promise.withResolvers<void>()
  const { plane, port } = await serving(t, { handler: () => begun.resolve() })
  const answer = t.throwsAsync(ask(port))
  await begun.promise
  await plane.drain(0)
  await answer
})

test.serial(
  'requests in flight are told of each endpoint, those of all workers together',
  async (t) => {
    const held: (() => void)[] = []
    const { plane, port, backend } = await serving(t, {
      handler: (_, response) => void held.push(() => response.end()),
    })
    const { address, port: at } = backend.endpoint
    t.deepEqual(await plane.health(), {
      [`${address}:${at}`]: { inFlight: 0, failures: 0, ejectedForMs: 0 },
    })
    const asked = Array.from({ length: 12 }, () => ask(port))
    await eventually(() => held.length === 12)
    t.is((await plane.health())[`${address}:${at}`]?.inFlight, 12)
    for (const finish of held) finish()
    await Promise.all(asked)
  },
)
