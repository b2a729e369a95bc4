// A proxy's own figures, fetched as Prometheus would.
import { rautaNamespace } from '../../kind/rauta-objects.ts'
import { rautaPods } from './rauta-pods.ts'
import type { World } from './world.ts'

const healthPort = 9902

/** Of the one pod: a series' value, `rauta_rounds_total{result="applied"}`. */
export async function metric({ kube }: Pick<World, 'kube'>, series: string): Promise<number> {
  const [pod, ...others] = await rautaPods(kube)
  if (!pod?.metadata?.name || others.length > 0)
    throw new Error(`a metric of one pod is asked for, there are ${others.length + (pod ? 1 : 0)}`)
  const at = { namespace: rautaNamespace, name: pod.metadata.name, port: healthPort }
  const text = await kube.podPage(at, { path: '/metrics' })
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  if (!line) throw new Error(`there is no series ${series}`)
  return Number(line.slice(series.length + 1))
}
