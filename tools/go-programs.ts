// Programs built from Go modules: what is in go.sum is what is compiled. Kept under .cache by what they
// are made of, so that only a change costs minutes.
import { createHash } from 'node:crypto'
import { access, mkdir, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from './progress.ts'
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
  /** A program of the modules that go.mod names; default: the folder's own. */
  readonly package?: string
  /** Its tests as a program, for this machine; else the program, for a node. */
  readonly isTest?: boolean
}

/** Builds the program unless it is there already; returns where it stands. */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<string> {
  const { name, folder, cache, package: path = '.', isTest = false } = program
  const binary = join(cache, `${name}-${await keyOf(folder)}`)
  if (await doesExist(binary)) return binary
  progress(`building ${name} from its Go modules (minutes the first time)`)
  await mkdir(cache, { recursive: true })
  const unfinished = `${binary}.${process.pid}`
  const flags = ['-mod=readonly', '-trimpath', '-ldflags', linkerFlags]
  // -mod=readonly: a module that go.sum does not list ends the build.
  await runCommand(
    'go',
    [...(isTest ? ['test', '-c'] : ['build']), ...flags, '-o', unfinished, path],
    { cwd: folder, env: { CGO_ENABLED: '0', GOFLAGS: '', ...(!isTest && { GOOS: 'linux' }) } },
  )
  await rename(unfinished, binary)
  return binary
}

async function keyOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update(linkerFlags)
  hash.update(await runCommand('go', ['env', 'GOVERSION', 'GOARCH']))
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
