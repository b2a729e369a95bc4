// podman's Docker-compatible API on a socket of our own, with settings that suit a node in a
// container. They go to the service's process: what a client sets does not reach the containers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doesListen } from '../does-listen.ts'
import { waitFor } from '../wait-for.ts'
import { isAlive } from './is-alive.ts'
import { lastLines } from '../../tools/run-command.ts'

// The limits: podman's own are refused in machines that may not raise them ("setting rlimit").
// The delay: for so long a process stays behind each command that was run in a container; 300 s is
// podman's own, and less than a second would take its exit code away before it is asked for.
const settings = `[containers]
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
exit_command_delay = 2
`
const idleSeconds = 20
const prefix = 'rauta-podman-'
const folder = join(tmpdir(), `${prefix}${process.pid}`)

// It outlives the service: podman reads it again when a container ends, and cannot say so without it.
const lasting = join(import.meta.dirname, '../../.cache/kind')
const configuration = join(lasting, 'containers.conf')

/** One place a process: testcontainers keeps the address that it first connected to. */
export const ownSocket = join(folder, 'podman.sock')

export interface PodmanService extends AsyncDisposable {
  /** What testcontainers must read to find it. */
  readonly environment: Readonly<Record<string, string>>
}

export async function startPodmanService(): Promise<PodmanService> {
  await removeLeftFolders()
  await mkdir(folder, { mode: 0o700 })
  await writeConfiguration()
  let output = ''
  const child = spawn(
    'podman',
    ['system', 'service', `--time=${idleSeconds}`, `unix://${ownSocket}`],
    {
      env: { ...process.env, CONTAINERS_CONF: configuration },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C in a terminal must not end it before the containers are stopped through it.
      detached: true,
    },
  )
  child.stderr.on('data', (chunk: Buffer) => (output = lastLines(output + chunk.toString(), 20)))
  const onExit = (): void => {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', onExit)
  const service: PodmanService = {
    environment: {
      DOCKER_HOST: `unix://${ownSocket}`,
      // The API server's certificate names this address; from inside a container testcontainers
      // would take the bridge's.
      TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', onExit)
      if (child.exitCode === null && child.kill()) await once(child, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
  try {
    await waitFor({
      what: 'podman’s service to listen',
      timeoutMs: 10_000,
      everyMs: 50,
      attempt: async () => {
        if (!(await doesListen({ path: ownSocket })))
          throw new Error(`nothing listens on ${ownSocket}`)
      },
      explain: async () => output,
    })
    return service
  } catch (error) {
    await service[Symbol.asyncDispose]()
    throw error
  }
}

/** Moved to its place: another process may read it now. */
async function writeConfiguration(): Promise<void> {
  await mkdir(lasting, { recursive: true })
  const aside = `${configuration}.${process.pid}`
  await writeFile(aside, settings)
  await rename(aside, configuration)
}

/** Of processes that were killed before they could remove theirs. */
async function removeLeftFolders(): Promise<void> {
  for (const name of await readdir(tmpdir()))
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      await rm(join(tmpdir(), name), { recursive: true, force: true })
}
