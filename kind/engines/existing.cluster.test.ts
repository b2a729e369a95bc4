import test from 'ava'
import { startCluster } from '../start-cluster.ts'
import { installCrds } from '../install-crds.ts'
import { temporaryKubeconfig } from '../kubeconfig-file.ts'
import { nodesOf } from '../nodes.ts'
import { progressLines } from '../../tools/progress.ts'

const progress = progressLines()

test.serial('the current kubeconfig’s cluster is used, not entered, and stays', async (t) => {
  await using started = await startCluster({ progress })
  using file = temporaryKubeconfig(started.kubeconfig)
  process.env['KUBECONFIG'] = file.path

  const existing = await startCluster({ choice: 'existing', progress })
  t.is(existing.kind, 'existing')
  t.deepEqual(existing.nodes, started.nodes)
  await installCrds(existing, progress)
  await t.throwsAsync(existing.loadImage('image.tar'), { message: /push the image to a registry/ })
  await t.throwsAsync(existing.exec(['ls']), { message: /use kubectl debug/ })
  await existing.close()
  t.deepEqual(await nodesOf(started.kubeconfig), started.nodes)
})
