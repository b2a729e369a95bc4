// The image: three layers in the order in which they change, so that a new commit costs an engine the
// last one only.
import { join } from 'node:path'
import process from 'node:process'
import { appEntries } from './app-entries.ts'
import { createLayer, type LayerContents } from './create-layer.ts'
import { dependencyEntries } from './dependency-entries.ts'
import { imageArchive } from './image-archive.ts'
import { imageConfig, readAbout } from './image-config.ts'
import { readRevision, type Revision } from './revision.ts'
import { runtimeEntries } from './runtime-layer.ts'

export interface ImageOptions {
  /** The project's folder. */
  readonly root: string
  /** Without any: `localhost/rauta:VERSION`. */
  readonly tags?: readonly string[]
  /** Where the source can be found; else package.json's `repository`. */
  readonly source?: string
  readonly revision?: Revision
  readonly cacheFolder?: string
}

export interface Image {
  /** Of the image's manifest: what engines call the image's digest. */
  readonly digest: string
  /** The archive, in pieces: nobody needs it in one buffer. */
  readonly pieces: readonly Uint8Array[]
  readonly tags: readonly string[]
  /** Whether `ip` is in it, without which pool mode does not work. */
  readonly hasIp: boolean
}

const nameAndTag = /^[a-z0-9][a-z0-9._/:-]*:\w[\w.-]{0,127}$/

// No commit's time in layers that should outlive it.
const noTime = new Date(0)

export async function createImage(options: ImageOptions): Promise<Image> {
  if (process.platform !== 'linux')
    throw new Error('the image holds libraries of this machine: build it on Linux')
  const unusable = options.tags?.find((tag) => !nameAndTag.test(tag))
  if (unusable !== undefined) throw new Error(`the image cannot be called ${unusable}: NAME:TAG`)
  const { root, cacheFolder = join(root, '.cache/image/layers') } = options
  const [about, revision, runtime, dependencies, app] = await Promise.all([
    readAbout(root),
    options.revision ?? readRevision(root),
    runtimeEntries(root),
    dependencyEntries(root),
    appEntries(root),
  ])
  const contents: readonly LayerContents[] = [
    { title: 'Node.js with its libraries', entries: runtime.entries, mtime: noTime, cacheFolder },
    { title: 'npm packages', entries: dependencies, mtime: noTime, cacheFolder },
    { title: 'Rauta', entries: app, mtime: revision.time },
  ]
  const layers = await Promise.all(contents.map(createLayer))
  // No registry is called localhost: an engine that lacks the image never looks for one elsewhere.
  const tags = options.tags?.length ? options.tags : [`localhost/rauta:${about.version}`]
  const { source = about.source } = options
  const config = imageConfig({ about: { ...about, ...(source && { source }) }, revision, layers })
  const { digest, tar } = imageArchive({ config, layers, tags })
  return { digest, pieces: await tar.toArray(), tags, hasIp: runtime.hasIp }
}
