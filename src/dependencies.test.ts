// The lock file says the same on every machine: exact versions, all platforms, nothing that runs at
// installation, no download addresses.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'

interface Package {
  readonly version?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
const packages: Readonly<Record<string, Package>> = lock.packages

test('every dependency has an exact version', (t) => {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  }))
    t.regex(String(version), /^\d+\.\d+\.\d+$/, name)
})

test('no package downloads or builds anything when it is installed', async (t) => {
  t.regex(await readFile(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m)
  const names = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
  // testcontainers brings these; what their scripts would build is optional, and nobody needs it.
  const known = ['node_modules/cpu-features', 'node_modules/protobufjs', 'node_modules/ssh2']
  t.deepEqual(
    names.map(([name]) => name),
    known,
  )
})

test('the lock file holds no download addresses', (t) => {
  t.deepEqual(
    Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http')),
    [],
  )
})

// npm leaves out those of platforms whose packages it could not see when it wrote the file; `npm ci`
// then refuses the file on every machine.
test('the lock file names the packages of all platforms', (t) => {
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !packages[`node_modules/${name}`])
  t.deepEqual(missing, [])
})
