// The backends that the suite's manifests name, as images built here from the modules that they were
// built from upstream: no registry is asked. Which names and tags those are is read from the manifests.
import { createHash } from 'node:crypto'
import { copyFile, glob, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buildGoProgram, doesExist } from '../tools/go-programs.ts'
import { writeImageArchive } from '../kind/node-image/image-archive.ts'
import type { Progress } from '../tools/progress.ts'
import { runCommand } from '../tools/run-command.ts'
import type { PinnedVersion } from '../tools/generate/crds.ts'
import { goEnvironment } from '../tools/go-toolchain.ts'
import { cacheFolder, suiteFolder } from './suite-binary.ts'

interface Backend {
  readonly repositories: readonly string[]
  readonly folder: string
  readonly package: string
  /** Whether its tag is the version of its module. */
  readonly isTaggedByVersion: boolean
  /** As in the image of that name. */
  readonly config: { readonly Entrypoint: readonly string[]; readonly User?: string }
}

const backends: readonly Backend[] = [
  {
    // That of v1.7, and that of v1.6.
    repositories: [
      'registry.k8s.io/gateway-api/conformance/echo-basic',
      'registry.k8s.io/gateway-api/echo-basic',
    ],
    // Since v1.7 it has a repository of its own; its source is that of the suite's v1.6.3.
    folder: join(import.meta.dirname, 'echo-basic'),
    package: 'sigs.k8s.io/gateway-api/conformance/echo-basic',
    isTaggedByVersion: false, // several tags at once, of one source
    config: { Entrypoint: ['/echo-basic'], User: '65532:65532' },
  },
  {
    // v1.6 alone.
    repositories: ['registry.k8s.io/coredns/coredns'],
    folder: join(import.meta.dirname, 'coredns'),
    package: 'github.com/coredns/coredns',
    isTaggedByVersion: true,
    config: { Entrypoint: ['/coredns'] }, // port 53: its pod keeps NET_BIND_SERVICE, which reaches user 0
  },
]

/** Archives with every image that the suite's Gateway tests need. */
export async function suiteImages(version: PinnedVersion, progress: Progress): Promise<string[]> {
  const groups = groupImages(await imagesOfManifests(version))
  const archives: string[] = []
  for (const { backend, names } of groups) {
    assertVersion(backend, names, await readFile(join(backend.folder, 'go.mod'), 'utf8'))
    archives.push(await archiveOf(backend, names, progress))
  }
  return archives
}

/** Throws where the suite names another version than go.mod does. */
export function assertVersion(
  { package: path, isTaggedByVersion }: Pick<Backend, 'package' | 'isTaggedByVersion'>,
  names: readonly string[],
  goMod: string,
): void {
  if (!isTaggedByVersion) return
  const version = goMod.split(`${path} `)[1]?.split(/\s/)[0]
  const other = names.find((name) => !name.endsWith(`:${version}`))
  if (other !== undefined)
    throw new Error(`the suite names ${other}, and go.mod has ${path} ${version}: change go.mod`)
}

/** Every image is one that is built here; another one is an error that names it. */
export function groupImages(
  images: readonly string[],
): { readonly backend: Backend; readonly names: readonly string[] }[] {
  const unknown = images.filter((image) => !backends.some((backend) => isOf(image, backend)))
  if (unknown.length > 0)
    throw new Error(`the suite’s manifests name images that are not built here: ${unknown}`)
  return backends
    .map((backend) => ({ backend, names: images.filter((image) => isOf(image, backend)) }))
    .filter(({ names }) => names.length > 0)
}

function isOf(image: string, { repositories }: Backend): boolean {
  return repositories.some((repository) => image.startsWith(`${repository}:`))
}

/** Those of meshes stay out: Rauta is none. */
async function imagesOfManifests(version: PinnedVersion): Promise<string[]> {
  const module = await runCommand(
    'go',
    ['mod', 'download', '-json', `sigs.k8s.io/gateway-api/conformance@${version}`],
    { cwd: suiteFolder, env: goEnvironment },
  )
  const { Dir: cwd } = JSON.parse(module) as { readonly Dir: string }
  const files = glob('{base,tests}/*.yaml', { cwd })
  return imagesIn(await Array.fromAsync(files, (file) => readFile(join(cwd, file), 'utf8')))
}

export function imagesIn(manifests: readonly string[]): string[] {
  const names = manifests.flatMap((text) =>
    [...text.matchAll(/^\s*(?:- )?image: *(\S+)/gm)].map(([, name]) => name!),
  )
  return [...new Set(names)].toSorted()
}

async function archiveOf(
  backend: Backend,
  names: readonly string[],
  progress: Progress,
): Promise<string> {
  const { folder, config } = backend
  const program = basename(backend.package)
  const goProgram = { name: program, folder, cache: cacheFolder, package: backend.package }
  const binary = await buildGoProgram(goProgram, progress)
  const key = createHash('sha256')
    .update(JSON.stringify([names, config]))
    .digest('hex')
  const archive = `${binary}-${key.slice(0, 8)}.tar`
  if (await doesExist(archive)) return archive
  const work = await mkdtemp(join(tmpdir(), 'rauta-conformance-'))
  try {
    const root = join(work, 'root')
    await mkdir(root)
    await copyFile(binary, join(root, program))
    const [name = '', ...otherNames] = names
    await writeImageArchive({ name, otherNames, folder: root, archive, config })
    return archive
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
