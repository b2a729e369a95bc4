// The layer that changes with Node and the machine's libraries only: Node, what it is linked to, `ip`
// for pool mode, the users.
//
// No CA certificates of the machine: Node brings Mozilla's list, and a machine's own list may name
// authorities that nobody else should trust.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { FileEntry, LayerEntry } from './layer-entry.ts'
import { sharedLibraries } from './shared-libraries.ts'

/** The user that the image runs as. */
export const rautaUser = 65532

export interface RuntimeEntries {
  readonly entries: readonly LayerEntry[]
  readonly hasIp: boolean
}

const passwd = `root:x:0:0:root:/:/usr/sbin/nologin
rauta:x:${rautaUser}:${rautaUser}:Rauta:/app:/usr/sbin/nologin
`
const group = `root:x:0:
rauta:x:${rautaUser}:
`
// Without it glibc asks DNS first, even for localhost.
const nsswitch = 'hosts: files dns\n'

// `rauta …` in `kubectl exec`. There is no shell and no `env` in the image.
const rautaCommand = `#!/usr/bin/node --disable-sigusr1
import '/app/src/main.js'
`

/** Debian's packages whose files may be in the image. */
const debianPackages = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1', 'busybox-static']

export async function runtimeEntries(root: string): Promise<RuntimeEntries> {
  const node = await realpath(join(root, 'node_modules/.bin/node'))
  const busybox = await busyboxWithIp()
  const programs = busybox === undefined ? [node] : [node, busybox]
  const libraries = new Set((await Promise.all(programs.map(sharedLibraries))).flat())
  const entries = [
    ...['bin', 'sbin', 'lib', 'lib64'].map((path) => ({ path, linkTo: `usr/${path}` })),
    { path: 'usr/sbin', folderMode: 0o755 },
    { path: 'tmp', folderMode: 0o1777 },
    textFile('etc/passwd', passwd),
    textFile('etc/group', group),
    textFile('etc/nsswitch.conf', nsswitch),
    { ...textFile('usr/bin/rauta', rautaCommand), isExecutable: true },
    await program('usr/bin/node', node),
    // Busybox does what its name says, so nothing but `ip` is there.
    ...(busybox === undefined ? [] : [await program('usr/bin/ip', busybox)]),
    ...(await Promise.all([...libraries].map((path) => program(inUsr(path), path)))),
    { path: 'usr/share/doc/node/LICENSE', content: await readFile(licenseOfNode(node)) },
    ...(await licensesOfDebian()),
  ]
  return { entries, hasIp: busybox !== undefined }
}

async function busyboxWithIp(): Promise<string | undefined> {
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path))
  if (busybox === undefined) return undefined
  const { stdout } = await promisify(execFile)(busybox, ['--list'])
  return stdout.split('\n').includes('ip') ? busybox : undefined
}

async function program(path: string, from: string): Promise<FileEntry> {
  return { path, content: await readFile(from), isExecutable: true }
}

function textFile(path: string, text: string): FileEntry {
  return { path, content: Buffer.from(text) }
}

// Older systems have /lib beside /usr/lib; in the image one is a link to the other.
function inUsr(path: string): string {
  const relative = path.slice(1)
  return relative.startsWith('usr/') ? relative : `usr/${relative}`
}

function licenseOfNode(node: string): string {
  return join(dirname(node), '../LICENSE')
}

async function licensesOfDebian(): Promise<readonly FileEntry[]> {
  const paths = debianPackages
    .map((name) => `/usr/share/doc/${name}/copyright`)
    .filter((path) => existsSync(path))
  return Promise.all(
    paths.map(async (path) => ({ path: path.slice(1), content: await readFile(path) })),
  )
}
