// What a person looks at when something in the cluster did not become ready: nodes and pods that are
// not, what their containers wait for, their last log lines, and the warnings among the events.
import { type CoreV1Event, CoreV1Api, type V1Pod } from '@kubernetes/client-node'
import type { Cluster } from './cluster.ts'
import { kubeConfigOf } from './nodes.ts'
import { lastLines } from '../tools/run-command.ts'

const logLines = 15
const eventCount = 15

/** `talking` is a namespace whose pods' last log lines are wanted even where they are ready. */
export async function diagnosis(
  { kubeconfig }: Pick<Cluster, 'kubeconfig'>,
  { talking }: { readonly talking?: string } = {},
): Promise<string> {
  const api = kubeConfigOf(kubeconfig).makeApiClient(CoreV1Api)
  const [nodes, pods, events] = await Promise.all([
    api.listNode(),
    api.listPodForAllNamespaces(),
    api.listEventForAllNamespaces(),
  ])
  const badNodes = nodes.items.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter((condition) => (condition.type === 'Ready') !== (condition.status === 'True'))
      .map(({ type, status: is, message }) => `node ${metadata?.name}: ${type}=${is}: ${message}`),
  )
  const badPods = pods.items.filter((pod) => !isReady(pod))
  const heard = pods.items.filter(
    (pod) => badPods.includes(pod) || pod.metadata?.namespace === talking,
  )
  const logs = await Promise.all(heard.map((pod) => logsOf(api, pod)))
  const badNames = new Set(badPods.map(({ metadata }) => metadata?.name))
  const warnings = events.items
    .filter(({ type }) => type === 'Warning')
    // Of a pod that became ready, or is gone, they say how it was once.
    .filter(({ involvedObject: { kind, name } }) => kind !== 'Pod' || badNames.has(name))
    .toSorted((a, b) => timeOf(a) - timeOf(b))
    .slice(-eventCount)
    .map(({ involvedObject: { kind, namespace, name }, reason, message }) =>
      `event: ${kind} ${namespace ?? ''}/${name}: ${reason}: ${message}`.trimEnd(),
    )
  const findings = [...badNodes, ...badPods.map(stateOf), ...logs.flat(), ...warnings]
  return findings.length > 0
    ? findings.join('\n')
    : 'every node and pod is ready; no warning events'
}

function isReady({ status }: V1Pod): boolean {
  if (status?.phase === 'Succeeded') return true
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
}

function stateOf({ metadata, status }: V1Pod): string {
  const reasons = (status?.containerStatuses ?? []).map(({ name, state, lastState }) => {
    const now = state?.waiting ?? state?.terminated ?? lastState?.terminated
    return now
      ? `${name}: ${now.reason} ${now.message ?? ''}`.trimEnd()
      : `${name}: running, not ready`
  })
  const unmet = (status?.conditions ?? [])
    .filter((one) => one.status !== 'True' && one.message)
    .map((one) => `${one.type}: ${one.message}`)
  const details = [...reasons, ...unmet].join('; ')
  return `pod ${metadata?.namespace}/${metadata?.name}: ${status?.phase}: ${details}`
}

async function logsOf(api: CoreV1Api, { metadata, status }: V1Pod): Promise<string[]> {
  const [name, namespace] = [metadata?.name ?? '', metadata?.namespace ?? '']
  const started = (status?.containerStatuses ?? []).filter(
    ({ state, restartCount }) => state?.running || state?.terminated || restartCount > 0,
  )
  return Promise.all(
    started.map(async ({ name: container }) => {
      // Of a container that ended, the kubelet gives the log of that end by itself; the one before
      // (`previous`) may be gone by then.
      const text = await api
        .readNamespacedPodLog({ name, namespace, container, tailLines: logLines })
        .catch((error: unknown) => `no log: ${lastLines(String(error), 1)}`)
      return `log of ${namespace}/${name} ${container}:\n${text.trimEnd()}`
    }),
  )
}

function timeOf({ lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): number {
  return new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? 0).getTime()
}
