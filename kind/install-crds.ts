// The Gateway API's CRDs, experimental channel, out of the Go module whose checksum tools/generate pins:
// what the cluster knows is what the types and schemas here were made of.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiextensionsV1Api } from '@kubernetes/client-node'
import { gatewayApiModule, gatewayApiVersion, type PinnedVersion } from '../tools/generate/crds.ts'
import { applyObjects, objectsOf } from './apply-manifests.ts'
import type { Cluster } from './cluster.ts'
import { waitFor } from './wait-for.ts'
import { kubeConfigOf } from './nodes.ts'
import type { Progress } from '../tools/progress.ts'

const establishedMs = 30_000

/** Installs or updates them, and waits until each is served. */
export async function installCrds(
  { kubeconfig }: Pick<Cluster, 'kubeconfig'>,
  progress: Progress,
  version: PinnedVersion = gatewayApiVersion,
): Promise<void> {
  const folder = join(await gatewayApiModule(version), 'config/crd/experimental')
  const files = (await readdir(folder)).filter((file) => /^gateway\..*\.yaml$/.test(file))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const objects = texts.flatMap(objectsOf)
  progress(`installing the Gateway API’s CRDs ${version} (experimental)`)
  await applyObjects(kubeconfig, objects)
  const names = objects
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ metadata }) => metadata?.name ?? '')
  const api = kubeConfigOf(kubeconfig).makeApiClient(ApiextensionsV1Api)
  await waitFor({
    what: 'every CRD to be Established',
    timeoutMs: establishedMs,
    attempt: async () => {
      const { items } = await api.listCustomResourceDefinition()
      const established = new Set(
        items
          .filter(({ status }) =>
            status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True'),
          )
          .map(({ metadata }) => metadata?.name),
      )
      const missing = names.filter((name) => !established.has(name))
      if (missing.length > 0) throw new Error(`not yet: ${missing.join(', ')}`)
    },
  })
}
