// Layers and a configuration → one archive that every engine takes: an OCI image layout
// (https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md) that also has the
// `manifest.json` of `docker save`, which engines without OCI support read.
import { hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Layer } from './layer.ts'
import type { LayerEntry, StoredFile } from './layer-entry.ts'
import { tarOf } from './tar-of.ts'

export interface ImageArchive {
  /** Of the image's manifest: what engines call the image's digest. */
  readonly digest: string
  readonly tar: Readable
}

/** What the archive reads of a configuration; all of it is written. */
export interface ConfigOfPlatform {
  /** Go's name of the processor. */
  readonly architecture: string
  readonly os: 'linux'
}

interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly content: Uint8Array | StoredFile
}

const oci = 'application/vnd.oci.image'

export function imageArchive(of: {
  readonly config: ConfigOfPlatform
  readonly layers: readonly Layer[]
  readonly tags: readonly string[]
}): ImageArchive {
  const { layers, tags } = of
  const layerBlobs = layers.map(layerBlob)
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
    ...[...blobs.values()].map(blobEntry),
  ]
  return { digest: manifest.digest, tar: tarOf(entries, new Date(0)) }
}

function layerBlob(layer: Layer): Blob {
  const mediaType = `${oci}.layer.v1.tar`
  return 'tar' in layer
    ? { mediaType, digest: layer.diffId, content: layer.tar }
    : { mediaType: `${mediaType}+gzip`, digest: layer.digest, content: layer.compressed }
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
  return { mediaType, digest, size: 'file' in content ? content.size : content.length }
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  const content = Buffer.from(JSON.stringify(value))
  return { mediaType, digest: `sha256:${hash('sha256', content)}`, content }
}

function jsonFile(path: string, value: unknown): LayerEntry {
  return { path, content: Buffer.from(JSON.stringify(value)) }
}

function blobEntry(blob: Blob): LayerEntry {
  const { content } = blob
  return { path: blobPath(blob), ...('file' in content ? content : { content }) }
}

function blobPath({ digest }: Blob): string {
  return `blobs/${digest.replace(':', '/')}`
}
