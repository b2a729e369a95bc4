// Rauta's image in a cluster: built here, and loaded where the cluster's pods do not run it already.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createImage } from '../deploy/image/create-image.ts'
import type { Cluster } from './cluster.ts'
import type { Progress } from '../tools/progress.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache/image')

export interface RautaImage {
  /** The name that manifests have for it. */
  readonly name: string
  /** Changes with whatever is in it. */
  readonly digest: string
  /** Whether `ip` is in it, without which pool mode does not work. */
  readonly hasIp: boolean
  readonly archive: () => Promise<string>
}

export async function rautaImage(): Promise<RautaImage> {
  const { tags, digest, pieces, hasIp } = await createImage({ root })
  return {
    name: tags[0]!,
    digest,
    hasIp,
    async archive() {
      const archive = join(folder, 'rauta.tar')
      // Written aside: `make image` may write the same file.
      const aside = `${archive}.${process.pid}`
      await mkdir(folder, { recursive: true })
      await writeFile(aside, pieces)
      await rename(aside, archive)
      return archive
    },
  }
}

/** `loaded` is the digest that the cluster has by now. */
export async function loadRauta(
  cluster: Pick<Cluster, 'loadImage'>,
  { image, loaded }: { readonly image: RautaImage; readonly loaded: string | undefined },
  progress: Progress,
): Promise<void> {
  if (loaded === image.digest) {
    progress(`${image.name} is in the cluster already`)
    return
  }
  progress(`loading ${image.name} into the cluster`)
  await cluster.loadImage(await image.archive())
}
