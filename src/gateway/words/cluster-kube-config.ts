// The kubeconfig that flags name; one sentence where there is none.
import { loadKubeConfig } from '../../cluster/api/kube-config.ts'
import { UsageError } from './usage-error.ts'

/** `file` absent: as the pod that this is, or as kubectl would. Rejects with a UsageError. */
export async function clusterKubeConfig(
  file?: string,
  context?: string,
): Promise<ClusterKubeConfig> {
  try {
    return await loadKubeConfig(file, context)
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message}.` : String(error), {
      cause: error,
    })
  }
}

export type ClusterKubeConfig = Awaited<ReturnType<typeof loadKubeConfig>>
