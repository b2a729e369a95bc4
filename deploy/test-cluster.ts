// A real API server with kubectl beside it: for what a user does when installing.
import type { ExecutionContext } from 'ava'
import { type ApiClient, createApiClient } from '../src/cluster/api/api-client.ts'
import { TestKubernetes } from '../src/testing/cluster/kubernetes.ts'
import { TestKubectl } from './test-kubectl.ts'

export interface TestCluster {
  readonly api: ApiClient
  readonly kubectl: TestKubectl
  readonly close: () => Promise<void>
}

export async function startTestCluster(
  t: Pick<ExecutionContext, 'log'>,
  options?: { readonly crds: boolean },
): Promise<TestCluster> {
  const kubernetes = await TestKubernetes.start(t, options)
  const kubeConfig = kubernetes.kubeConfig()
  const kubectl = await TestKubectl.create(kubeConfig, (line) => t.log(line))
  const api = createApiClient(kubeConfig)
  return {
    api,
    kubectl,
    async close() {
      api.close()
      await kubectl.close()
      await kubernetes.stop()
    },
  }
}

export function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}
