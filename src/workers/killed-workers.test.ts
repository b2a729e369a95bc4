// Workers that are killed, stopped and replaced under load: whom it costs a request, and whom it does not.
import test, { type ExecutionContext } from 'ava'
import { eventually } from '../testing/eventually.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import {
  freeUdpPort,
  udpClient,
  udpEndpoint,
  udpSnapshot,
} from '../testing/proxy/datagrams/datagrams.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import { clientPortsOf } from '../testing/workers/connections-of.ts'
import { startLoad } from '../testing/workers/load.ts'
import { startWorkers, type TestWorkersOptions } from '../testing/workers/worker-plane.ts'

async function shopBehindWorkers(t: ExecutionContext, options: TestWorkersOptions = {}) {
  const backend = await httpBackend('http1', (_, response) => response.end('hello'))
  t.teardown(backend.close)
  return startWorkers(t, snapshotOfRule({}, { shop: [backend.endpoint] }), options)
}

test.serial(
  'killed at random under load, each worker costs its own connections alone',
  async (t) => {
    const workers = await shopBehindWorkers(t)
    const kept = 12
    const load = startLoad(workers.port, { kept })
    for (let kill = 0; kill < 4; kill++) {
      const before = load.answered()
      await eventually(() => load.answered() > before + 100)
      const pids = workers.pids()
      const victim = pids[Math.floor(Math.random() * pids.length)]!
      // One that is stopped takes no more connections: what is its own now is all that may be cut.
      process.kill(victim, 'SIGSTOP')
      // Elsewhere than on Linux no system says whose they are.
      const own =
        process.platform === 'linux' ? await clientPortsOf(victim, workers.port) : undefined
      const known = load.failures.length
      process.kill(victim, 'SIGKILL')
      await eventually(() => !workers.pids().includes(victim))
      await workers.serve(2)
      const failures = load.failures.slice(known)
      const others = failures.filter(({ clientPort = 0 }) => own && !own.has(clientPort))
      t.deepEqual(others, [])
      t.true(failures.length <= kept + 1)
    }
    await load.stop()
    t.log(`${load.answered()} answered, ${load.failures.length} cut`)
  },
)

test.serial('a worker that is asked to leave is replaced, and no request fails', async (t) => {
  const workers = await shopBehindWorkers(t)
  const load = startLoad(workers.port, { kept: 12 })
  const [first = 0] = workers.pids()
  process.kill(first, 'SIGTERM')
  await eventually(() => !workers.pids().includes(first), { timeoutMs: 30_000 })
  const before = load.answered()
  await eventually(() => load.answered() > before + 100)
  await load.stop()
  t.deepEqual(load.failures, [])
  t.is(workers.pids().length, 2)
  t.deepEqual(
    workers.logged.filter(({ level }) => level === 'error'),
    [],
  )
})

test.serial(
  'a worker that is replaced ends its requests, whatever snapshots come meanwhile',
  async (t) => {
    const held: (() => void)[] = []
    const backend = await httpBackend('http1', (_, response) => {
      held.push(() => response.end('hello'))
    })
    t.teardown(backend.close)
    const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
    const workers = await startWorkers(t, snapshot, { announceMs: 50 })
    const [first = 0] = workers.pids()
    const asked = Array.from({ length: 16 }, () => fetch(`http://127.0.0.1:${workers.port}/`))
    await eventually(() => held.length === 16)
    process.kill(first, 'SIGTERM')
    // Three serve while the first one says good-bye, two again once it drains.
    const replaced = () => workers.logged.filter(({ message }) => /serves traffic/.test(message))
    await eventually(() => replaced().length === 3 && workers.serving() === 2)
    for (let count = 0; count < 5; count++) await workers.plane.apply({ ...workers.snapshot })
    t.true(workers.pids().includes(first))
    for (const finish of held) finish()
    for (const answer of asked) t.is((await answer).status, 200)
    await eventually(() => !workers.pids().includes(first))
    t.deepEqual(
      workers.logged.filter(({ level }) => level === 'error'),
      [],
    )
  },
)

test.serial('a worker that hangs is killed, and its connections are served', async (t) => {
  const workers = await shopBehindWorkers(t, { hungAfterMs: 2_000 })
  const [first = 0] = workers.pids()
  process.kill(first, 'SIGSTOP')
  const applied = workers.plane.apply({ ...workers.snapshot })
  await applied
  await eventually(() => !workers.pids().includes(first))
  t.like(workers.logged.find(({ level }) => level === 'error')?.fields, { cause: 'hung' })
  await workers.serve(2)
})

test.serial('a UDP listener has one worker, and another one when that dies', async (t) => {
  const endpoint = await udpEndpoint(t)
  const port = await freeUdpPort()
  const snapshot = udpSnapshot(port, { endpoints: { dns: [endpoint.endpoint] } })
  const workers = await startWorkers(t, snapshot, { port })
  t.deepEqual(Object.values(workers.report), [{ isBound: true }])
  const clients = await Promise.all(Array.from({ length: 8 }, () => udpClient(t, port)))
  for (const client of clients) t.is(await client.ask('a'), 'a')
  // Each client is a session of one process.
  t.is(new Set(endpoint.clients.map((from) => from.port)).size, 8)
  for (const victim of workers.pids()) {
    process.kill(victim, 'SIGKILL')
    await eventually(() => !workers.pids().includes(victim))
    const client = await udpClient(t, port)
    // A datagram that came while nobody had the port is lost.
    await eventually(async () => {
      await client.send('b')
      return client.replies.length > 0
    })
    await workers.serve(2)
  }
  t.deepEqual(await workers.plane.apply({ ...snapshot }), workers.report)
})
