// The container that a node runs in: whose it is, and how it goes. A cluster that stays has a name; any
// other belongs to a process, and goes with it.
import { hostname } from 'node:os'
import type { EngineApi } from './engine.ts'
import { isAlive } from './is-alive.ts'
import type { Progress } from '../../tools/progress.ts'

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

type ContainerState = Awaited<ReturnType<ReturnType<EngineApi['getContainer']>['inspect']>>

export interface StayingContainer {
  readonly api: EngineApi
  readonly name: string
  readonly image: string
  readonly ports: readonly number[]
  readonly progress: Progress
}

/** Whether it runs as it would be started now. Otherwise it is removed, if there is one. */
export async function isThereOrRemoved(wanted: StayingContainer): Promise<boolean> {
  const { api, name, image, ports, progress } = wanted
  const there = await inspected(api, name)
  if (there === undefined) return false
  const isPublished = ports.every((port) => `${port}/tcp` in (there.Config.ExposedPorts ?? {}))
  if (there.State.Running && there.Config.Image === image && isPublished) return true
  progress('removing the cluster that is there: it has stopped, or has another image or ports')
  await removeContainer(api, name)
  return false
}

export async function imageOf(api: EngineApi, name: string): Promise<string | undefined> {
  return (await inspected(api, name))?.Config.Image
}

async function inspected(api: EngineApi, name: string): Promise<ContainerState | undefined> {
  try {
    return await api.getContainer(name).inspect()
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404
}
