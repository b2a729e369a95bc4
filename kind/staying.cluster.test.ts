import test from 'ava'
import { removeStayingCluster, startCluster } from './start-cluster.ts'
import { nodesOf } from './nodes.ts'
import { progressLines } from '../tools/progress.ts'

const progress = progressLines()
const name = `rauta-staying-${process.pid}`

test.serial.after.always(() => removeStayingCluster(name, { progress }))

test.serial('a cluster that stays is found again, and is gone when it is removed', async (t) => {
  const options = { stays: name, ports: [30_080], progress }
  const first = await startCluster(options)
  await first.close()
  const second = await startCluster(options)
  t.deepEqual(second.nodes, first.nodes)
  t.is(second.kubeconfig, first.kubeconfig)
  t.is(second.published(30_080), first.published(30_080))
  await second.close()
  t.deepEqual(await nodesOf(first.kubeconfig), first.nodes)
  await removeStayingCluster(name, { progress })
  await t.throwsAsync(nodesOf(first.kubeconfig))
})
