// The container that a node runs in: whose it is, and how it goes. A cluster that stays has a name; any
// other belongs to a process, and goes with it.
import { hostname } from 'node:os'
import type { EngineApi } from './engine.ts'
import { isAlive } from './is-alive.ts'
import type { Progress } from './progress.ts'

const ownerLabel = 'dev.rauta.owner'

/** Marks a container as this process's own. */
export function ownerLabels(): Record<string, string> {
  return { [ownerLabel]: `${hostname()}/${process.pid}` }
}

/** With its volumes and without waiting for its programs. Returns whether there was one. */
export async function removeContainer(api: EngineApi, idOrName: string): Promise<boolean> {
  const container = api.getContainer(idOrName)
  try {
    // Killed first: podman's forced removal would give it ten seconds to end.
    await container.kill().catch(() => {}) // it does not run
    await container.remove({ force: true, v: true })
    return true
  } catch (error) {
    if (!isGone(error)) throw error
    return false
  }
}

/** Removes what a process of this machine left behind that was killed before it could. */
export async function removeOrphans(api: EngineApi, progress: Progress): Promise<void> {
  const filters = { label: [ownerLabel] }
  for (const { Id, Labels } of await api.listContainers({ all: true, filters })) {
    const [host, pid] = (Labels[ownerLabel] ?? '').split('/')
    if (host !== hostname() || isAlive(Number(pid))) continue
    progress(`removing the cluster of process ${pid}, which has ended`)
    await removeContainer(api, Id)
  }
}

export interface StayingContainer {
  readonly api: EngineApi
  readonly name: string
  readonly image: string
  readonly ports: readonly number[]
  readonly progress: Progress
}

/** Removes the container of that name if it does not run, or not as it would be started now. */
export async function removeStale(wanted: StayingContainer): Promise<void> {
  const { api, name, image, ports, progress } = wanted
  try {
    const { State, Config } = await api.getContainer(name).inspect()
    const isPublished = ports.every((port) => `${port}/tcp` in (Config.ExposedPorts ?? {}))
    if (State.Running && Config.Image === image && isPublished) return
    progress('removing the cluster that is there: it has stopped, or has another image or ports')
    await removeContainer(api, name)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404
}
