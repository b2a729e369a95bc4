// Layers and a configuration → one archive that every engine takes: an OCI image layout
// (https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md) that also has the
// `manifest.json` of `docker save`, which engines without OCI support read.
import { hash } from 'node:crypto'
import type { Layer } from './create-layer.ts'
import type { ImageConfig } from './image-config.ts'
import type { LayerEntry } from './layer-entry.ts'
import { writeTar } from './write-tar.ts'

export interface ImageArchive {
  /** Of the image's manifest: what engines call the image's digest. */
  readonly digest: string
  readonly pieces: readonly Uint8Array[]
}

interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly content: Uint8Array
}

const oci = 'application/vnd.oci.image'

export async function imageArchive(of: {
  readonly config: ImageConfig
  readonly layers: readonly Layer[]
  readonly tags: readonly string[]
}): Promise<ImageArchive> {
  const { layers, tags } = of
  const layerBlobs = layers.map(({ digest, blob }): Blob => ({
    mediaType: `${oci}.layer.v1.tar+gzip`,
    digest,
    content: blob,
  }))
  const config = jsonBlob(`${oci}.config.v1+json`, of.config)
  const mediaType = `${oci}.manifest.v1+json`
  const manifest = jsonBlob(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: layerBlobs.map(descriptor),
  })
  const platform = { architecture: of.config.architecture, os: of.config.os }
  const index = {
    schemaVersion: 2,
    mediaType: `${oci}.index.v1+json`,
    manifests: tags.map((tag) => ({
      ...descriptor(manifest),
      annotations: names(tag),
      platform,
    })),
  }
  const forDocker = [{ Config: blobPath(config), RepoTags: tags, Layers: layerBlobs.map(blobPath) }]
  const blobs = new Map([...layerBlobs, config, manifest].map((blob) => [blob.digest, blob]))
  const entries: readonly LayerEntry[] = [
    jsonFile('oci-layout', { imageLayoutVersion: '1.0.0' }),
    jsonFile('index.json', index),
    jsonFile('manifest.json', forDocker),
    ...[...blobs.values()].map((blob) => ({ path: blobPath(blob), content: blob.content })),
  ]
  return { digest: manifest.digest, pieces: await writeTar(entries, new Date(0)) }
}

// containerd reads the first, others the second.
function names(tag: string): Readonly<Record<string, string>> {
  const full = fullName(tag)
  return { 'io.containerd.image.name': full, 'org.opencontainers.image.ref.name': full }
}

/** As Docker completes a short name: `rauta:dev` → `docker.io/library/rauta:dev`. */
export function fullName(tag: string): string {
  const [first = '', ...rest] = tag.split('/')
  if (rest.length === 0) return `docker.io/library/${tag}`
  const isRegistry = first === 'localhost' || /[.:]/.test(first)
  return isRegistry ? tag : `docker.io/${tag}`
}

function descriptor({ mediaType, digest, content }: Blob) {
  return { mediaType, digest, size: content.length }
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  const content = Buffer.from(JSON.stringify(value))
  return { mediaType, digest: `sha256:${hash('sha256', content)}`, content }
}

function jsonFile(path: string, value: unknown): LayerEntry {
  return { path, content: Buffer.from(JSON.stringify(value)) }
}

function blobPath({ digest }: Blob): string {
  return `blobs/${digest.replace(':', '/')}`
}
