// Endpoints come and go under steady traffic, and nobody notices: a pod that ends is out of the table
// before it stops answering, a pod that is not ready gets nothing.
import type { V1Pod } from '@kubernetes/client-node'
import { controlPort } from '../../kind/echo-deployment.ts'
import { waitFor } from '../../kind/wait-for.ts'
import { openFront } from './open-front.ts'
import type { Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const churn = { namespace: 'churn', name: 'front' }
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: churn }

type Step = (world: World, scene: Scene) => Promise<void>

const steps: Readonly<Record<string, Step>> = {
  'a rollout': async ({ kube }, scene) => {
    const annotations = { 'rauta.dev/rolled': 'once' }
    await kube.patch(deployment, { spec: { template: { metadata: { annotations } } } })
    await scene.available(churn)
  },
  'scaled to 10 and back to 1': async ({ kube }, scene) => {
    for (const replicas of [10, 1]) {
      await kube.patch(deployment, { spec: { replicas } }, 'scale')
      await scene.available(churn)
    }
  },
  'a pod deleted': async ({ kube }, scene) => {
    await kube.patch(deployment, { spec: { replicas: 2 } }, 'scale')
    await scene.available(churn)
    const [pod] = await pods(kube)
    if (pod) await kube.delete({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata ?? {} })
    await waitFor({
      what: 'the pod to be gone',
      timeoutMs: 30_000,
      attempt: async () => {
        const left = await pods(kube)
        if (left.some(({ metadata }) => metadata?.name === pod?.metadata?.name))
          throw new Error('there')
      },
    })
    await scene.available(churn)
  },
  'a pod’s program killed (SIGKILL)': async ({ kube, cluster }, scene) => {
    const [pod] = await pods(kube)
    const name = pod?.metadata?.name ?? ''
    const [, id] = pod?.status?.containerStatuses?.[0]?.containerID?.split('//') ?? []
    const ctr = ['ctr', '-a', '/run/k3s/containerd/containerd.sock', '-n', 'k8s.io']
    const command = [...ctr, 'tasks', 'kill', '-s', 'SIGKILL', id ?? '']
    const { exitCode, output } = await cluster.exec(command)
    if (exitCode !== 0) throw new Error(`the container was not killed: ${output}`)
    await untilRestarted(kube, name)
    await scene.available(churn)
  },
  'readiness flapping five times': async ({ kube }, scene) => {
    const [pod] = await pods(kube)
    const name = pod?.metadata?.name ?? ''
    for (let time = 0; time < 5; time += 1) {
      for (const ready of [false, true]) {
        const page = { method: 'PUT', path: `/readyz?ready=${ready}` } as const
        await kube.podPage({ ...churn, name, port: controlPort }, page)
        await untilReady(kube, name, ready)
      }
    }
    await scene.available(churn)
  },
}

export const endpointChurn: readonly Scenario[] = [
  {
    says: 'while endpoints come and go, every request is answered with 200',
    mode: 'host',
    async run(t, world, scene) {
      const target = await openFront(world, scene, { ...churn, drainDelay: '3s' })
      for (const [title, step] of Object.entries(steps)) {
        await using traffic = await startTrafficPair(target)
        await step(world, scene)
        t.deepEqual(failures(await traffic.stop(t, title)), [], title)
      }
    },
  },
]

async function pods(kube: World['kube']): Promise<readonly V1Pod[]> {
  const { namespace, name } = churn
  return kube.list<V1Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labelSelector: `app=${name}`,
  })
}

async function untilRestarted(kube: World['kube'], name: string): Promise<void> {
  await waitFor({
    what: `pod ${name} to be started again`,
    timeoutMs: 30_000,
    attempt: async () => {
      const pod = (await pods(kube)).find(({ metadata }) => metadata?.name === name)
      const { restartCount, ready } = pod?.status?.containerStatuses?.[0] ?? {}
      if (restartCount !== 1 || !ready) throw new Error(`restarted ${restartCount} times`)
    },
  })
}

async function untilReady(kube: World['kube'], name: string, ready: boolean): Promise<void> {
  await waitFor({
    what: `pod ${name} to be ${ready ? 'ready' : 'not ready'}`,
    timeoutMs: 20_000,
    attempt: async () => {
      const pod = (await pods(kube)).find(({ metadata }) => metadata?.name === name)
      const found = pod?.status?.conditions?.find(({ type }) => type === 'Ready')
      if (found?.status !== (ready ? 'True' : 'False')) throw new Error(`Ready is ${found?.status}`)
    },
  })
}
