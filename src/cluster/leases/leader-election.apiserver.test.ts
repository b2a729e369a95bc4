import test from 'ava'
import { createLeaderElection } from './leader-election.ts'
import { eventually } from '../../testing/eventually.ts'
import { TestKubernetes } from '../../testing/cluster/kubernetes.ts'
import { keptLog } from '../../testing/cluster/log.ts'

test.serial(
  'a real API server takes the Lease: made, renewed, given back, taken over',
  async (t) => {
    const kubernetes = await TestKubernetes.start(t, { crds: false })
    t.teardown(() => kubernetes.stop())
    const candidate = (identity: string) => {
      const log = keptLog()
      const election = createLeaderElection({
        api: kubernetes.client(),
        namespace: 'default',
        name: 'rauta',
        identity,
        log,
        times: { durationSeconds: 3, renewMs: 2000, retryMs: 300 },
      })
      return { election, log }
    }
    const a = candidate('a')
    await eventually(() => a.election.isLeader())
    const b = candidate('b')
    await eventually(() => b.log.lines.length === 0 && a.election.isLeader())
    await a.election.stop()
    t.false(a.election.isLeader())
    await eventually(() => b.election.isLeader(), { timeoutMs: 2000 })
    t.deepEqual(
      a.log.lines.map(({ message }) => message),
      ['Leadership acquired; this process writes the statuses', 'Leadership lost'],
    )
    await b.election.stop()
  },
)
