// An image of one layer made of a folder, as the archive that `docker load`, podman and containerd
// read. No engine and no base image; the same folder gives the same bytes.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { arch, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeTar } from './write-tar.ts'

export interface ImageToWrite {
  readonly name: string
  /** The image's root. */
  readonly folder: string
  readonly archive: string
  /** `config` of the OCI image configuration: Entrypoint, Env, Volumes… */
  readonly config: Readonly<Record<string, unknown>>
}

export async function writeImageArchive(image: ImageToWrite): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'rauta-image-'))
  // Written beside its place and moved there: a broken-off run leaves no half archive to be used.
  const unfinished = join(dirname(image.archive), `unfinished-${process.pid}.tar`)
  try {
    const parts = join(work, 'parts')
    await mkdir(parts)
    const layer = join(parts, 'layer.tar')
    await writeTar(image.folder, layer)
    const configuration = {
      architecture: arch() === 'x64' ? 'amd64' : arch(),
      os: 'linux',
      config: image.config,
      rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256Of(layer)}`] },
      history: [{ created: '1970-01-01T00:00:00Z' }],
    }
    const manifest = [{ Config: 'config.json', RepoTags: [image.name], Layers: ['layer.tar'] }]
    await writeFile(join(parts, 'config.json'), JSON.stringify(configuration))
    await writeFile(join(parts, 'manifest.json'), JSON.stringify(manifest))
    await writeTar(parts, unfinished)
    await rename(unfinished, image.archive)
  } finally {
    await rm(work, { recursive: true, force: true })
    await rm(unfinished, { force: true })
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
