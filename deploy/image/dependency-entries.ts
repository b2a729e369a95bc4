// The layer of npm packages: those that the lock file needs in production, and of each what Node can
// load, with its licence.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileEntry } from './layer-entry.ts'

interface LockedPackage {
  readonly version: string
  readonly dev?: boolean
  readonly devOptional?: boolean
}

const loadable = /\.(?:[cm]?js|json|wasm)$/
const license = /^(?:un)?licen[cs]e|^notice|^copying/i
const testFile = /[._](?:test|spec)\.[cm]?js$/
const topFileLeftOut = /^(?:tests?|bench(?:mark)?)(?:-\w+)?\.[cm]?js$/

/** At the top of a package. Deeper ones of the same names may be code: yaml has a `dist/doc`. */
const foldersLeftOut = new Set([
  '__fixtures__',
  '__tests__',
  'benchmarks',
  'doc',
  'docs',
  'example',
  'examples',
  'fixtures',
  'prebuilds',
  'test',
  'tests',
  'typings',
])

export async function dependencyEntries(root: string): Promise<readonly FileEntry[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const packages: Readonly<Record<string, LockedPackage>> = lock.packages
  const entries = Object.entries(packages)
    .filter(([folder, locked]) => isWanted(folder, locked))
    .map(([folder, locked]) => packageEntries({ root, folder, locked }))
  return (await Promise.all(entries)).flat()
}

function isWanted(folder: string, { dev, devOptional }: LockedPackage): boolean {
  if (folder === '' || dev || devOptional) return false
  const name = folder.split('node_modules/').at(-1)!
  // Node itself is in the runtime's layer; of types nothing is loaded.
  return !/^node-(?:bin-)?(?:linux|darwin)-/.test(name) && !/^@types\/|^undici-types$/.test(name)
}

async function packageEntries(of: {
  readonly root: string
  readonly folder: string
  readonly locked: LockedPackage
}): Promise<readonly FileEntry[]> {
  const { root, folder, locked } = of
  const cwd = join(root, folder)
  const version = await installedVersion(cwd)
  if (version !== locked.version)
    throw new Error(
      `${folder} is ${version ?? 'missing'}, package-lock.json says ${locked.version}: run npm ci`,
    )
  const entries = glob('**/*', {
    cwd,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules' || entry.name.startsWith('.'),
  })
  const files: FileEntry[] = []
  for await (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if (!isKept(path.slice(cwd.length + 1))) continue
    files.push({ path: `app/${path.slice(root.length + 1)}`, content: await readFile(path) })
  }
  return files
}

/** Whether a package's file goes into the image; its path is relative to the package. */
export function isKept(path: string): boolean {
  const parts = path.split('/')
  const name = parts.at(-1)!
  if (license.test(name)) return true
  if (parts.length === 1 && topFileLeftOut.test(name)) return false
  if (parts.length > 1 && foldersLeftOut.has(parts[0]!)) return false
  return loadable.test(name) && !testFile.test(name)
}

async function installedVersion(folder: string): Promise<string | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}
