// Programs built from Go modules: what is in go.sum is what is compiled. Kept under .cache by what they
// are made of, so that only a change costs minutes.
import { createHash } from 'node:crypto'
import { access, mkdir, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { goEnvironment } from './go-toolchain.ts'
import { type Progress, whileWaiting } from './progress.ts'
import { runCommand } from './run-command.ts'

export const kubernetesVersion = 'v1.36.2'

const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(kubernetesVersion)!
const versionPackage = 'k8s.io/component-base/version'
const linkerFlags = [
  '-s -w',
  `-X ${versionPackage}.gitVersion=${kubernetesVersion}`,
  `-X ${versionPackage}.gitMajor=${major}`,
  `-X ${versionPackage}.gitMinor=${minor}`,
].join(' ')

export interface GoProgram {
  readonly name: string
  /** The folder with its go.mod. */
  readonly folder: string
  readonly cache: string
  /** Instead of the folder's go.mod; beside it, with a .sum of the same name. */
  readonly modFile?: string
  /** A program of the modules that go.mod names; default: the folder's own. */
  readonly package?: string
  /** Its tests as a program, for this machine; else the program, for a node. */
  readonly isTest?: boolean
}

/** Builds the program unless it is there already; returns where it stands. */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<string> {
  const { name, folder, cache, package: path = '.', isTest = false, modFile } = program
  const binary = join(cache, `${name}-${await keyOf(folder, modFile)}`)
  if (await doesExist(binary)) return binary
  progress(`building ${name} from its Go modules (minutes the first time)`)
  await mkdir(cache, { recursive: true })
  const unfinished = `${binary}.${process.pid}`
  const flags = [
    '-mod=readonly',
    ...(modFile === undefined ? [] : [`-modfile=${modFile}`]),
    '-trimpath',
    '-ldflags',
    linkerFlags,
  ]
  // -mod=readonly: a module that go.sum does not list ends the build. -vet=off: what is built is others' code, and
  // to vet it takes as long as to compile it.
  const env = { ...goEnvironment, CGO_ENABLED: '0', ...(!isTest && { GOOS: 'linux' }) }
  await whileWaiting(
    progress,
    `still building ${name}`,
    runCommand(
      'go',
      [...(isTest ? ['test', '-c', '-vet=off'] : ['build']), ...flags, '-o', unfinished, path],
      {
        cwd: folder,
        env,
      },
    ),
  )
  await rename(unfinished, binary)
  return binary
}

async function keyOf(folder: string, modFile = ''): Promise<string> {
  const hash = createHash('sha256').update(linkerFlags).update(modFile)
  const env = goEnvironment
  hash.update(await runCommand('go', ['env', 'GOVERSION', 'GOARCH'], { cwd: folder, env }))
  for (const file of (await readdir(folder)).toSorted())
    hash.update(file).update(await readFile(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}

export async function doesExist(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
