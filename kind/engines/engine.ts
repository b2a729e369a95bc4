// The container engine: Docker where it answers, else podman through its Docker-compatible service,
// started for as long as it is needed. Testcontainers talks to either in the same way.
import { getContainerRuntimeClient } from 'testcontainers'
import { installHint } from '../debian-packages.ts'
import { isDockerThere } from './docker-sockets.ts'
import { startPodmanService } from './podman-service.ts'
import type { Progress } from '../../tools/progress.ts'
import { doesSucceed } from '../../tools/run-command.ts'

export type EngineApi = Awaited<
  ReturnType<typeof getContainerRuntimeClient>
>['container']['dockerode']

export interface Engine extends AsyncDisposable {
  readonly name: 'docker' | 'podman'
  readonly api: EngineApi
}

/** Starts nothing. Throws one sentence that says what to install or start when there is no engine. */
export async function findEngine(): Promise<Engine['name']> {
  // Looked for before testcontainers is asked: it reads its environment once, and keeps it.
  if (await isDockerThere()) return 'docker'
  if (!(await doesSucceed('podman', ['--version'])))
    throw new Error(`No Docker answers, and podman is not installed. ${installHint}`)
  if (process.getuid?.() !== 0)
    throw new Error(
      'No Docker answers, and podman must run as root here: start Docker, or use sudo.',
    )
  return 'podman'
}

/** Throws as `findEngine` does. */
export async function useEngine(progress: Progress): Promise<Engine> {
  if ((await findEngine()) === 'docker') {
    const { container } = await dockerClient()
    return { name: 'docker', api: container.dockerode, [Symbol.asyncDispose]: async () => {} }
  }
  progress('starting podman’s service, since no Docker answers')
  await using cleanup = new AsyncDisposableStack()
  const service = cleanup.use(await startPodmanService())
  Object.assign(process.env, service.environment)
  const { container } = await getContainerRuntimeClient()
  // An open stream keeps the service; it ends by itself soon after this process, however that ends.
  const events = await container.dockerode.getEvents()
  events.on('error', () => {}) // the service ends before the stream when it is killed from outside
  events.resume()
  cleanup.defer(() => {
    if ('destroy' in events && typeof events.destroy === 'function') events.destroy()
  })
  const started = cleanup.move()
  return {
    name: 'podman',
    api: container.dockerode,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

async function dockerClient(): ReturnType<typeof getContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient()
  } catch (cause) {
    const host = process.env['DOCKER_HOST']
    const place = host === undefined ? 'its socket' : `${host} (DOCKER_HOST)`
    throw new Error(`A Docker should be at ${place}, and does not answer: start it.`, { cause })
  }
}
