import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { startCluster } from './cluster.ts'
import { installCrds } from './install-crds.ts'
import { nodesOf } from './nodes.ts'
import { progressLines } from './progress.ts'

const progress = progressLines()

test.serial('the current kubeconfig’s cluster is used, not entered, and stays', async (t) => {
  await using started = await startCluster({ progress })
  const folder = await mkdtemp(join(tmpdir(), 'rauta-existing-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'kubeconfig')
  await writeFile(file, started.kubeconfig, { mode: 0o600 })
  process.env['KUBECONFIG'] = file

  const existing = await startCluster({ choice: 'existing', progress })
  t.is(existing.kind, 'existing')
  t.deepEqual(existing.nodes, started.nodes)
  await installCrds(existing, progress)
  await t.throwsAsync(existing.loadImage('image.tar'), { message: /push the image to a registry/ })
  await t.throwsAsync(existing.exec(['ls']), { message: /use kubectl debug/ })
  await existing.close()
  t.deepEqual(await nodesOf(started.kubeconfig), started.nodes)
})
