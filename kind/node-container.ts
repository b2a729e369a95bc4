// The container that a node runs in: whose it is, and how it goes. A cluster that stays has a name; any
// other belongs to a process, and goes with it.
import { hostname } from 'node:os'
import type { EngineApi } from './engine.ts'
import { isAlive } from './is-alive.ts'
import type { Progress } from './progress.ts'

export const stayingName = 'rauta-cluster'
const ownerLabel = 'dev.rauta.owner'

/** Marks a container as this process's own. */
export function ownerLabels(): Record<string, string> {
  return { [ownerLabel]: `${hostname()}/${process.pid}` }
}

/** With its volumes and without waiting for its programs; one that is gone is no error. */
export async function removeContainer(api: EngineApi, idOrName: string): Promise<void> {
  const container = api.getContainer(idOrName)
  try {
    // Killed first: podman's forced removal would give it ten seconds to end.
    await container.kill().catch(() => {}) // it does not run
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (!isGone(error)) throw error
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

/** Removes the staying cluster's container if it does not run, or runs another image. */
export async function removeStale(
  api: EngineApi,
  image: string,
  progress: Progress,
): Promise<void> {
  try {
    const { State, Config } = await api.getContainer(stayingName).inspect()
    if (State.Running && Config.Image === image) return
    progress('removing the cluster that is there: it has stopped, or its image is another')
    await removeContainer(api, stayingName)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404
}
