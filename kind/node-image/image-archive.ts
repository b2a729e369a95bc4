// An image of one layer made of a folder, as the archive that `docker load`, podman and containerd
// read. No engine and no base image; the same folder gives the same bytes.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { folderEntries } from '../../deploy/image/folder-entries.ts'
import { imageArchive } from '../../deploy/image/image-archive.ts'
import { architecture } from '../../deploy/image/image-config.ts'
import type { PlainLayer } from '../../deploy/image/layer.ts'
import { tarOf } from '../../deploy/image/tar-of.ts'

export interface ImageToWrite {
  readonly name: string
  /** Further names of the same image. */
  readonly otherNames?: readonly string[]
  /** The image's root. */
  readonly folder: string
  readonly archive: string
  /** `config` of the OCI image configuration: Entrypoint, Env, Volumes… */
  readonly config: Readonly<Record<string, unknown>>
}

export async function writeImageArchive(image: ImageToWrite): Promise<void> {
  const { name, otherNames = [], folder } = image
  const work = await mkdtemp(join(tmpdir(), 'rauta-image-'))
  // Written beside its place and moved there: a broken-off run leaves no half archive to be used.
  const unfinished = join(dirname(image.archive), `unfinished-${process.pid}.tar`)
  try {
    const layer = await writeLayer(folder, join(work, 'layer.tar'))
    const config = {
      architecture: architecture(),
      os: 'linux' as const,
      config: image.config,
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      history: [{ created: '1970-01-01T00:00:00Z' }],
    }
    const { tar } = imageArchive({ config, layers: [layer], tags: [name, ...otherNames] })
    await pipeline(tar, createWriteStream(unfinished))
    await rename(unfinished, image.archive)
  } finally {
    await rm(work, { recursive: true, force: true })
    await rm(unfinished, { force: true })
  }
}

async function writeLayer(folder: string, file: string): Promise<PlainLayer> {
  await pipeline(tarOf(await folderEntries(folder), new Date(0)), createWriteStream(file))
  const { size } = await stat(file)
  return { title: 'its files', diffId: `sha256:${await sha256Of(file)}`, tar: { file, size } }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
