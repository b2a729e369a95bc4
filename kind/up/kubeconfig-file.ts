// The kubeconfig of a cluster that stays. It holds a client key: for its owner's eyes alone.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../.cache/kind')

export function kubeconfigFile(name: string): string {
  return join(folder, `${name}.kubeconfig`)
}

export async function writeKubeconfig(name: string, kubeconfig: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // Removed first: the mode counts only for a file that is new.
  await removeKubeconfig(name)
  await writeFile(kubeconfigFile(name), kubeconfig, { mode: 0o600 })
}

export async function removeKubeconfig(name: string): Promise<void> {
  await rm(kubeconfigFile(name), { force: true })
}
