// What is kept of a scenario that failed: the logs of Rauta's pods, and the objects that they acted on.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { diagnosis } from '../../kind/diagnosis.ts'
import { rautaNamespace as namespace } from '../../kind/rauta-objects.ts'
import type { ObjectRef } from './kube.ts'
import { rautaPods } from './rauta-pods.ts'
import type { World } from './world.ts'

const gatewayApi = 'gateway.networking.k8s.io/v1'

const kept = [
  { apiVersion: gatewayApi, kind: 'GatewayClass' },
  { apiVersion: gatewayApi, kind: 'Gateway' },
  { apiVersion: gatewayApi, kind: 'ListenerSet' },
  { apiVersion: gatewayApi, kind: 'HTTPRoute' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'Event' },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace },
  { apiVersion: 'v1', kind: 'Pod', namespace },
]

/** The folder. What cannot be had is left out: it is asked for when something is wrong already. */
export async function keepEvidence(
  { cluster, kube }: Pick<World, 'cluster' | 'kube'>,
  name: string,
): Promise<string> {
  const folder = join(import.meta.dirname, '../../.cache/scenarios', name.replaceAll(/\W+/g, '-'))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const keep = async (file: string, text: Promise<string>): Promise<void> => {
    await writeFile(join(folder, file), await text.catch((error: unknown) => String(error)))
  }
  await keep('diagnosis.txt', diagnosis(cluster))
  for (const kind of kept)
    await keep(`${kind.kind}.yaml`, kube.list<ObjectRef>(kind).then(stringify))
  const pods = await rautaPods(kube).catch(() => [])
  for (const { metadata, status } of pods) {
    const pod = { namespace, name: metadata?.name ?? '' }
    await keep(`${pod.name}.log`, kube.podLog(pod))
    if ((status?.containerStatuses?.[0]?.restartCount ?? 0) > 0)
      await keep(`${pod.name}.previous.log`, kube.podLog(pod, true))
  }
  return folder
}
