// The root folder of the node's container: Debian's programs of this machine with the libraries they
// link, busybox for everything small, Kubernetes, and the files of this folder's `files/`.
import { chmod, copyFile, cp, glob, mkdir, readdir, realpath, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { runCommand } from '../../tools/run-command.ts'

/** Debian's programs; busybox has none or a lesser one of each. */
const programs = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'ip',
  'mount',
  'umount',
  'findmnt',
  'openssl',
  'conntrack',
]
const cniPlugins = ['bridge', 'host-local', 'loopback', 'portmap']
const kubernetesNames = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
]
const emptyFolders = ['dev', 'proc', 'sys', 'tmp', 'root', 'run', 'images', 'var/run', 'var/log']

export interface RootFolderParts {
  readonly kubernetes: string
  /** Archive of the image that holds pods' namespaces. */
  readonly pauseArchive: string
}

/** Fills the folder, which must be empty. */
export async function fillRootFolder(root: string, parts: RootFolderParts): Promise<void> {
  await Promise.all(
    [...emptyFolders, 'usr/bin', 'usr/sbin', 'usr/lib/cni', 'usr/lib64', 'etc/ssl'].map((folder) =>
      mkdir(join(root, folder), { recursive: true }),
    ),
  )
  await chmod(join(root, 'tmp'), 0o1777)
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name))
  for (const program of programs) await addProgram(root, await whereIs(program))
  await addXtables(root)
  for (const plugin of cniPlugins)
    await copyFile(join('/usr/lib/cni', plugin), join(root, 'usr/lib/cni', plugin))
  await addBusybox(root)
  await copyFile('/etc/ssl/openssl.cnf', join(root, 'etc/ssl/openssl.cnf'))
  await copyFile(parts.kubernetes, join(root, 'usr/bin/kubernetes'))
  await chmod(join(root, 'usr/bin/kubernetes'), 0o755)
  for (const name of kubernetesNames) await symlink('kubernetes', join(root, 'usr/bin', name))
  await copyFile(parts.pauseArchive, join(root, 'images/pause.tar'))
  await cp(join(import.meta.dirname, 'files'), root, { recursive: true })
}

/** A program at its own place, and its libraries at theirs. */
async function addProgram(root: string, file: string): Promise<void> {
  await copyInto(root, file, file)
  const libraries = await runCommand('ldd', [file]).catch(() => '') // fails for what links none
  for (const [library] of libraries.matchAll(/\/[^ ]+(?= \(0x)/g)) {
    // Under the name that programs ask for, in the folder that /lib leads to.
    const named = join(await realpath(dirname(library)), basename(library))
    await copyInto(root, library, named)
  }
}

async function addXtables(root: string): Promise<void> {
  const multi = await whereIs('xtables-nft-multi')
  await addProgram(root, multi)
  for (const name of ['iptables', 'ip6tables'])
    for (const end of ['', '-save', '-restore'])
      await symlink(basename(multi), join(root, 'usr/sbin', `${name}${end}`))
  // iptables loads these by name, so ldd does not show them.
  for await (const extension of glob('/usr/lib/*/xtables/*.so')) await addProgram(root, extension)
}

async function addBusybox(root: string): Promise<void> {
  const busybox = await whereIs('busybox')
  await addProgram(root, busybox)
  const present = new Set([
    'modprobe', // the machine's modules are not to be loaded from here
    ...(await readdir(join(root, 'usr/bin'))),
    ...(await readdir(join(root, 'usr/sbin'))),
  ])
  const applets = (await runCommand(busybox, ['--list'])).split('\n')
  for (const applet of applets)
    if (applet !== '' && !present.has(applet))
      await symlink('busybox', join(root, 'usr/bin', applet))
}

async function copyInto(root: string, from: string, to: string): Promise<void> {
  const target = join(root, to)
  await mkdir(dirname(target), { recursive: true })
  await copyFile(await realpath(from), target)
}

/** The file that a name on the PATH leads to, without symbolic links. */
async function whereIs(program: string): Promise<string> {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
  for (const folder of folders) {
    const found = await realpath(join(folder, program)).catch(() => undefined)
    if (found !== undefined) return found
  }
  throw new Error(`${program} is missing.`)
}
