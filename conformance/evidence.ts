// What somebody needs who was not there when a test failed, kept in the run's folder.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreV1Api } from '@kubernetes/client-node'
import type { Cluster } from '../kind/cluster.ts'
import { diagnosis } from '../kind/diagnosis.ts'
import { kubeConfigOf } from '../kind/nodes.ts'
import { rautaNamespace as namespace } from '../kind/rauta-objects.ts'
import type { TestResult } from './tally.ts'
import type { WatchedObjects } from './watched-objects.ts'

/** Of one failed test: what it wrote, and the objects with the statuses that it saw. */
export async function keepTest(
  folder: string,
  { name, output, seconds }: TestResult,
  objects: WatchedObjects,
): Promise<void> {
  const begun = Date.now() - seconds * 1000 - 1000
  await writeFile(join(folder, `${name}.log`), output)
  await writeFile(join(folder, `${name}.objects.yaml`), objects.yamlSince(begun))
}

/** Of a failed run: the objects given, Rauta's logs, and what is wrong in the cluster. */
export async function keepRun(folder: string, cluster: Cluster, objects: string): Promise<void> {
  await writeFile(join(folder, 'objects.yaml'), objects)
  const api = kubeConfigOf(cluster.kubeconfig).makeApiClient(CoreV1Api)
  const { items } = await api.listNamespacedPod({ namespace })
  for (const { metadata, status } of items)
    for (const { name: container, restartCount } of status?.containerStatuses ?? [])
      for (const previous of restartCount > 0 ? [true, false] : [false]) {
        const name = metadata?.name ?? ''
        const log = await api
          .readNamespacedPodLog({ name, namespace, container, previous })
          .catch((error: unknown) => `no log: ${String(error)}`)
        await writeFile(join(folder, `${name}.${previous ? 'previous.' : ''}log`), log)
      }
  await writeFile(join(folder, 'diagnosis.txt'), `${await diagnosis(cluster)}\n`)
}
