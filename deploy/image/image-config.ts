// What an engine is told about the image: how to start it, and where it comes from.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Layer } from './layer.ts'
import type { Revision } from './revision.ts'
import { rautaUser } from './runtime-layer.ts'

export interface ImageConfig {
  readonly created: string
  readonly architecture: string
  readonly os: 'linux'
  readonly config: {
    readonly User: string
    readonly Env: readonly string[]
    readonly Entrypoint: readonly string[]
    readonly WorkingDir: string
    readonly StopSignal: string
    readonly Labels: Readonly<Record<string, string>>
  }
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] }
  readonly history: readonly { readonly created: string; readonly created_by: string }[]
}

export interface About {
  readonly title: string
  readonly description: string
  readonly version: string
  readonly licenses: string
  readonly source?: string
}

export async function readAbout(root: string): Promise<About> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { description, version, license: licenses, repository } = manifest
  const source: string | undefined = repository?.url ?? repository
  return { title: 'Rauta', description, version, licenses, ...(source && { source }) }
}

export function imageConfig(of: {
  readonly about: About
  readonly revision: Revision
  readonly layers: readonly Layer[]
}): ImageConfig {
  const { about, revision, layers } = of
  const created = revision.time.toISOString()
  return {
    created,
    architecture: architecture(),
    os: 'linux',
    config: {
      User: `${rautaUser}:${rautaUser}`,
      Env: ['PATH=/usr/bin'],
      Entrypoint: ['node', '--disable-sigusr1', '/app/src/main.js'],
      WorkingDir: '/app',
      StopSignal: 'SIGTERM',
      Labels: labels(about, revision),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ title }) => ({ created, created_by: title })),
  }
}

function labels(about: About, { commit, time }: Revision): Readonly<Record<string, string>> {
  const values = { ...about, ...(commit && { revision: commit }), created: time.toISOString() }
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  )
}

/** Go's name of this machine's processor. */
export function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}
