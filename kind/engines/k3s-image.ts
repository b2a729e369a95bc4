// Which image the node's container runs: the real rancher/k3s where a registry is reached, decided by
// trying; else the one built here. KIND_NODE_IMAGE=rancher or =built settles it without a try.
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import type { EngineApi } from './engine.ts'
import { nodeImage } from '../node-image/node-image.ts'
import type { Progress } from '../../tools/progress.ts'
import { pullImage } from './pull-image.ts'

export const rancherImage = 'rancher/k3s:v1.36.1-k3s1'

export interface K3sImage {
  readonly name: string
  readonly origin: 'rancher' | 'built'
}

/** `running` is the image of a cluster that stays: what was settled for it is not tried again. */
export async function k3sImage(
  api: EngineApi,
  progress: Progress,
  running?: string,
): Promise<K3sImage> {
  const wish = process.env['KIND_NODE_IMAGE']
  if (wish !== undefined && wish !== 'rancher' && wish !== 'built')
    throw new Error(`KIND_NODE_IMAGE is rancher or built, not ${wish}`)
  const isSettled = wish === 'built' || (wish === undefined && isBuilt(running))
  if (!isSettled) {
    if (await hasImage(api, rancherImage)) return { name: rancherImage, origin: 'rancher' }
    progress(`trying to pull ${rancherImage}`)
    try {
      await pullImage(api, rancherImage)
      return { name: rancherImage, origin: 'rancher' }
    } catch (cause) {
      if (wish === 'rancher') throw new Error(`${rancherImage} cannot be pulled`, { cause })
      progress('no registry is reached: using the node image that is built here')
    }
  }
  const built = await nodeImage(progress)
  if (!(await hasImage(api, built.name))) {
    const archive = await built.archive()
    progress('loading the node image into the engine')
    await load(api, archive)
    await removeOlder(api, built.name)
  }
  return { name: built.name, origin: 'built' }
}

function isBuilt(name: string | undefined): boolean {
  return name !== undefined && name !== rancherImage
}

async function hasImage(api: EngineApi, name: string): Promise<boolean> {
  return api
    .getImage(name)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false
        throw error
      },
    )
}

async function load(api: EngineApi, archive: string): Promise<void> {
  const answer = await api.loadImage(createReadStream(archive))
  answer.resume()
  await once(answer, 'end')
}

/** Images of earlier builds; one that a cluster still runs on stays. */
async function removeOlder(api: EngineApi, name: string): Promise<void> {
  const repository = name.slice(0, name.lastIndexOf(':') + 1)
  const tags = (await api.listImages()).flatMap(({ RepoTags }) => RepoTags ?? [])
  const older = tags.filter((tag) => tag.startsWith(repository) && tag !== name)
  await Promise.all(
    older.map(
      (tag) =>
        api
          .getImage(tag)
          .remove()
          .catch(() => {}), // in use
    ),
  )
}
