import test, { type ExecutionContext } from 'ava'
import { createLeaderElection } from './leader-election.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const times = { durationSeconds: 1, renewMs: 600, retryMs: 100 }
const leases = '/apis/coordination.k8s.io/v1/leases'

function candidate(t: ExecutionContext, server: TestApiServer, identity: string) {
  const log = keptLog()
  const changes: boolean[] = []
  const holds: boolean[] = []
  const election = createLeaderElection({
    api: server.client({ token: identity }),
    namespace: 'rauta-system',
    name: 'rauta',
    identity,
    log,
    onChange: (isLeader) => void changes.push(isLeader),
    onHolder: (does) => void holds.push(does),
    times,
  })
  t.teardown(() => election.stop())
  return { election, log, changes, holds }
}

const holder = (server: TestApiServer) =>
  (server.get(leases, 'rauta', 'rauta-system')?.['spec'] as { holderIdentity: string } | undefined)
    ?.holderIdentity

test('of several candidates one leads, and keeps leading', async (t) => {
  const server = await TestApiServer.start(t)
  const candidates = ['a', 'b', 'c'].map((identity) => candidate(t, server, identity))
  const leaders = () => candidates.filter(({ election }) => election.isLeader())
  await eventually(() => leaders().length === 1)
  const [leader] = leaders()
  const renewals = () => server.asked.filter(({ method }) => method === 'PUT').length
  const before = renewals()
  await eventually(() => renewals() > before + 10)
  t.deepEqual(leaders(), [leader])
  t.deepEqual(leader?.changes, [true])
})

test('a leader that stops gives the Lease back, and the next one has it at once', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.isLeader())
  await a.election.stop()
  t.is(holder(server), '')
  t.deepEqual(a.changes, [true, false])
  t.false(a.election.isLeader())
  const b = candidate(t, server, 'b')
  await eventually(() => b.election.isLeader(), { timeoutMs: 800 })
  t.is(holder(server), 'b')
})

test('a leader that cannot renew gives up before another one leads', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.isLeader())
  const b = candidate(t, server, 'b')
  let both = false
  server.fault = ({ authorization }, response) => {
    if (authorization !== 'Bearer a') return false
    answer(response, 503, status(503))
    return true
  }
  await eventually(() => {
    both ||= a.election.isLeader() && b.election.isLeader()
    return b.election.isLeader()
  })
  t.false(both)
  t.deepEqual(a.changes, [true, false])
  t.is(a.log.lines.filter(({ level }) => level === 'warn').length, 1)
})

test('without the API server nobody leads; with it, someone does again', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.isLeader())
  await server.stop()
  await eventually(() => !a.election.isLeader())
  await server.listen()
  await eventually(() => a.election.isLeader())
  await eventually(() => a.changes.length === 3)
  t.deepEqual(a.changes, [true, false, true])
})

test('who cannot renew holds on until it sees that another one has the Lease', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.holds())
  const b = candidate(t, server, 'b')
  server.fault = ({ authorization }, response) => {
    if (authorization !== 'Bearer a') return false
    answer(response, 503, status(503))
    return true
  }
  await eventually(() => b.election.isLeader() && b.election.holds())
  t.false(a.election.isLeader())
  t.true(a.election.holds())
  server.fault = () => false
  await eventually(() => !a.election.holds())
  t.is(holder(server), 'b')
  t.deepEqual([a.holds, b.holds], [[true, false], [true]])
})

test('without the API server the holder holds, and is not told anew when it is back', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.holds())
  await server.stop()
  await eventually(() => !a.election.isLeader())
  t.true(a.election.holds())
  await server.listen()
  await eventually(() => a.election.isLeader())
  t.deepEqual(a.holds, [true])
})

test('a Lease that is found given back is taken as a new one', async (t) => {
  const server = await TestApiServer.start(t)
  const a = candidate(t, server, 'a')
  await eventually(() => a.election.holds())
  const lease = server.get(leases, 'rauta', 'rauta-system')!
  server.put(leases, { ...lease, spec: { ...(lease['spec'] as object), holderIdentity: '' } })
  await eventually(() => a.holds.length === 3)
  t.deepEqual(a.holds, [true, false, true])
  t.is(holder(server), 'a')
})

test('who stops lets go of what it holds before it gives the Lease back', async (t) => {
  const server = await TestApiServer.start(t)
  const letGo = Promise.withResolvers<void>()
  const election = createLeaderElection({
    api: server.client(),
    namespace: 'rauta-system',
    name: 'rauta',
    identity: 'a',
    log: keptLog(),
    onHolder: (holds) => (holds ? undefined : letGo.promise),
    times,
  })
  await eventually(() => election.holds())
  const stopped = election.stop()
  await eventually(() => !election.holds())
  t.is(holder(server), 'a')
  letGo.resolve()
  await stopped
  t.is(holder(server), '')
})
