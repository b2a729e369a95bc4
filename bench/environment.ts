// What was measured on, to be read beside the figures.
import { execFile } from 'node:child_process'
import { cpus } from 'node:os'
import { promisify } from 'node:util'
import type { Cores } from './cores.ts'

export interface Environment {
  readonly date: string
  readonly cpu: string
  readonly node: string
  readonly nginx: string
  readonly cores: string
}

export async function environment(cores: Cores): Promise<Environment> {
  const nginx = await promisify(execFile)('nginx', ['-v'])
  const all = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: `${all.length} × ${all[0]?.model ?? 'unknown'}`,
    node: process.version,
    nginx: nginx.stderr.trim().replace('nginx version: ', ''),
    cores: cores.sentence,
  }
}
