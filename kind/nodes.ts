// The nodes as the API server knows them.
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import type { ClusterNode } from './cluster.ts'

export function kubeConfigOf(kubeconfig: string): KubeConfig {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  return config
}

export async function nodesOf(kubeconfig: string): Promise<ClusterNode[]> {
  const { items } = await kubeConfigOf(kubeconfig).makeApiClient(CoreV1Api).listNode()
  return items.map(({ metadata, status }) => ({
    name: metadata?.name ?? '',
    address: status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
  }))
}
