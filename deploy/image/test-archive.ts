// An archive as an engine reads it: from index.json on, by digests.
import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { extract, type Header } from 'tar-stream'
import type { ImageConfig } from './image-config.ts'

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

interface Index {
  readonly manifests: readonly (Descriptor & {
    readonly annotations: Readonly<Record<string, string>>
    readonly platform: Readonly<Record<string, string>>
  })[]
}

interface DockerImage {
  readonly Config: string
  readonly RepoTags: readonly string[]
  readonly Layers: readonly string[]
}

export interface TarEntry {
  readonly header: Header
  readonly content: Buffer
}

export interface ReadArchive {
  readonly entries: ReadonlyMap<string, TarEntry>
  readonly index: Index
  readonly config: ImageConfig
  /** First to last. */
  readonly layers: readonly { readonly digest: string; readonly compressed: Buffer }[]
  readonly docker: readonly DockerImage[]
}

/** Throws where a digest or a size is not that of what it names. */
export async function readArchive(pieces: readonly Uint8Array[]): Promise<ReadArchive> {
  const entries = await readTar(pieces)
  const blob = ({ digest, size }: Descriptor) => {
    const content = contentOf(entries, `blobs/${digest.replace(':', '/')}`)
    if (content.length !== size || `sha256:${hash('sha256', content)}` !== digest)
      throw new Error(`${digest} is not what its name says`)
    return content
  }
  const index: Index = JSON.parse(contentOf(entries, 'index.json').toString())
  const manifest: { config: Descriptor; layers: readonly Descriptor[] } = JSON.parse(
    blob(index.manifests[0]!).toString(),
  )
  return {
    entries,
    index,
    config: JSON.parse(blob(manifest.config).toString()),
    layers: manifest.layers.map((layer) => ({ digest: layer.digest, compressed: blob(layer) })),
    docker: JSON.parse(contentOf(entries, 'manifest.json').toString()),
  }
}

export async function readTar(
  pieces: readonly Uint8Array[],
): Promise<ReadonlyMap<string, TarEntry>> {
  const entries = new Map<string, TarEntry>()
  const tar = Readable.from(pieces).pipe(extract())
  for await (const entry of tar) {
    const content = await buffer(entry as AsyncIterable<Uint8Array>)
    entries.set(entry.header.name.replace(/\/$/, ''), { header: entry.header, content })
  }
  return entries
}

export function contentOf(entries: ReadonlyMap<string, TarEntry>, path: string): Buffer {
  const entry = entries.get(path)
  if (!entry) throw new Error(`there is no ${path}`)
  return entry.content
}
