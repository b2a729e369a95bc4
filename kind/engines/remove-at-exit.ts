// The last way out: a process that is ended before it could close its cluster (a test runner ends its
// workers so) leaves the removal to a command that outlives it.
import { spawn } from 'node:child_process'
import type { Engine } from './engine.ts'

/** Returns how to call it off, once the container is removed in the ordinary way. */
export function removeAtExit({ name }: Pick<Engine, 'name'>, containerId: string): () => void {
  const onExit = (): void => {
    const force = name === 'podman' ? ['--force', '--time=0'] : ['--force']
    const remove = spawn(name, ['rm', ...force, '--volumes', containerId], {
      detached: true,
      stdio: 'ignore',
    })
    remove.on('error', () => {}) // no such command: the next start removes the container
    remove.unref()
  }
  process.once('exit', onExit)
  return () => process.off('exit', onExit)
}
