// A cluster's kubeconfig as a file for other programs. It holds a client key: for its owner's eyes alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../.cache/kind')

/** Of a cluster that stays. */
export function kubeconfigFile(name: string): string {
  return join(folder, `${name}.kubeconfig`)
}

export async function writeKubeconfig(name: string, kubeconfig: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // Removed first: the mode counts only for a file that is new.
  await removeKubeconfig(name)
  writeForOwner(kubeconfigFile(name), kubeconfig)
}

export async function removeKubeconfig(name: string): Promise<void> {
  await rm(kubeconfigFile(name), { force: true })
}

/** Whether there is one of any cluster that stays. */
export async function hasKubeconfig(): Promise<boolean> {
  const files = await readdir(folder).catch(() => []) // no folder, no file
  return files.some((file) => file.endsWith('.kubeconfig'))
}

export interface TemporaryKubeconfig extends Disposable {
  readonly path: string
}

/** Gone with the process, however that ends. */
export function temporaryKubeconfig(kubeconfig: string): TemporaryKubeconfig {
  const own = mkdtempSync(join(tmpdir(), 'rauta-kubeconfig-'))
  const remove = (): void => rmSync(own, { recursive: true, force: true })
  process.once('exit', remove)
  const path = join(own, 'kubeconfig')
  writeForOwner(path, kubeconfig)
  return {
    path,
    [Symbol.dispose]() {
      process.off('exit', remove)
      remove()
    },
  }
}

function writeForOwner(path: string, kubeconfig: string): void {
  writeFileSync(path, kubeconfig, { mode: 0o600 })
}
