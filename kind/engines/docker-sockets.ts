// Whether a Docker is there to be asked, without asking testcontainers.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { doesListen } from '../does-listen.ts'
import { ownSocket } from './podman-service.ts'

/** DOCKER_HOST counts as a Docker: who sets it means it. */
export async function isDockerThere(): Promise<boolean> {
  const host = process.env['DOCKER_HOST']
  if (host !== undefined && host !== `unix://${ownSocket}`) return true
  const answers = await Promise.all(knownSockets().map((path) => doesListen({ path })))
  return answers.includes(true)
}

/** The places where testcontainers looks, too. */
function knownSockets(): string[] {
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`
  return [
    '/var/run/docker.sock',
    join(runtimeFolder, 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
  ]
}
