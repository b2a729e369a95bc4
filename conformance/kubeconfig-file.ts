// The cluster's kubeconfig as a file for other programs. It holds a key: for this user alone, and gone
// with the process however that ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Cluster } from '../kind/cluster.ts'

export interface KubeconfigFile extends Disposable {
  readonly path: string
}

export function kubeconfigFile({ kubeconfig }: Pick<Cluster, 'kubeconfig'>): KubeconfigFile {
  const folder = mkdtempSync(join(tmpdir(), 'rauta-conformance-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, kubeconfig, { mode: 0o600 })
  return {
    path,
    [Symbol.dispose]() {
      process.off('exit', remove)
      remove()
    },
  }
}
