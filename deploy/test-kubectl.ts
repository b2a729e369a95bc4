// kubectl as users have it, for an API server of src/testing/cluster/kubernetes.ts. It is one of the programs
// in the node image's binary.
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { KubeConfig } from '@kubernetes/client-node'
import { buildKubernetes } from '../tools/build-kubernetes.ts'

export interface Said {
  readonly code: number | null
  readonly stdout: string
  /** Warnings of the API server too. */
  readonly stderr: string
}

export class TestKubectl {
  readonly #folder: string

  static async create(kubeConfig: KubeConfig, log: (line: string) => void): Promise<TestKubectl> {
    const folder = await mkdtemp(join(tmpdir(), 'rauta-kubectl-'))
    const binary = await buildKubernetes(log)
    await symlink(binary, join(folder, 'kubectl'))
    await writeFile(join(folder, 'kubeconfig'), kubeConfig.exportConfig())
    return new TestKubectl(folder)
  }

  constructor(folder: string) {
    this.#folder = folder
  }

  async run(args: readonly string[], input = ''): Promise<Said> {
    const child = spawn(join(this.#folder, 'kubectl'), args, {
      env: { ...process.env, KUBECONFIG: join(this.#folder, 'kubeconfig'), HOME: this.#folder },
    })
    child.stdin.end(input)
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    return { code, stdout, stderr }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true })
  }
}
