// The node image of a machine that reaches no registry: Kubernetes from its Go modules, containerd,
// runc and CNI plugins from this machine's Debian. Named by what it is made of: the same is built once.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installHint, nodePackages } from '../debian-packages.ts'
import type { Progress } from '../../tools/progress.ts'
import { runCommand } from '../../tools/run-command.ts'
import { buildKubernetes } from '../../tools/build-kubernetes.ts'
import { buildGoProgram, doesExist, kubernetesVersion } from '../../tools/go-programs.ts'
import { writeImageArchive } from './image-archive.ts'
import { fillRootFolder } from './root-folder.ts'

const here = import.meta.dirname
const cache = join(here, '../../.cache/kind')

/** What else decides about the image's bytes. */
const archiveWriter = ['folder-entries', 'image-archive', 'layer', 'layer-entry', 'tar-of'].map(
  (name) => `../../deploy/image/${name}.ts`,
)

export interface NodeImage {
  readonly name: string
  /** Written on the first call; an engine that has the image by its name needs no archive. */
  readonly archive: () => Promise<string>
}

/** The image's name tells its content; its parts are built when the archive is asked for. */
export async function nodeImage(progress: Progress): Promise<NodeImage> {
  const versions = await packageVersions()
  const hash = createHash('sha256').update(versions)
  for (const file of [...(await sourceFiles()), ...archiveWriter])
    hash.update(file).update(await readFile(join(here, file)))
  const key = hash.digest('hex').slice(0, 12)
  // localhost/: an engine looks for such a name in no registry.
  const name = `localhost/rauta-node:${kubernetesVersion}-${key}`
  return { name, archive: () => archiveOf(name, key, progress) }
}

async function archiveOf(name: string, key: string, progress: Progress): Promise<string> {
  const archive = join(cache, `node-image-${key}.tar`)
  if (await doesExist(archive)) return archive
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(tmpdir(), 'rauta-node-image-'))
  try {
    const [kubernetes, pause] = [
      await buildKubernetes(progress),
      await buildGoProgram({ name: 'pause', folder: join(here, 'pause'), cache }, progress),
    ]
    progress('writing the node image')
    const pauseArchive = join(work, 'pause.tar')
    await writePauseImage(pause, work, pauseArchive)
    const root = join(work, 'root')
    await mkdir(root)
    await fillRootFolder(root, { kubernetes, pauseArchive })
    await removeOlderArchives()
    await writeImageArchive({ name, folder: root, archive, config: nodeConfig })
    return archive
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const nodeConfig = {
  Entrypoint: ['/usr/bin/k3s'],
  Cmd: ['server'],
  Env: ['PATH=/usr/sbin:/usr/bin'],
  // As rancher/k3s has them: containerd's overlay cannot lie on the container's own overlay.
  Volumes: {
    '/var/lib/kubelet': {},
    '/var/lib/rancher/k3s': {},
    '/var/lib/cni': {},
    '/var/log': {},
  },
}

async function writePauseImage(binary: string, work: string, archive: string): Promise<void> {
  const folder = join(work, 'pause')
  await mkdir(folder)
  await runCommand('cp', [binary, join(folder, 'pause')])
  const config = { Entrypoint: ['/pause'] }
  await writeImageArchive({ name: 'registry.k8s.io/pause:3.10', folder, archive, config })
}

async function packageVersions(): Promise<string> {
  try {
    return await runCommand('dpkg-query', ['--show', ...nodePackages])
  } catch (cause) {
    throw new Error(`The node image needs ${nodePackages.join(', ')}. ${installHint}`, { cause })
  }
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(here, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !/\.(md|test\.ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1))
    .toSorted()
}

async function removeOlderArchives(): Promise<void> {
  for (const file of await readdir(cache))
    if (file.startsWith('node-image-')) await rm(join(cache, file))
}
