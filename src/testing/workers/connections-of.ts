// Which clients' connections a process has, by the port of the client: Linux says it in /proc.
import { readdir, readFile, readlink } from 'node:fs/promises'

/** Ports of clients that are connected to `port` of the process. */
export async function clientPortsOf(pid: number, port: number): Promise<ReadonlySet<number>> {
  const names = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  )
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]))
  // local_address rem_address … inode, as in proc_pid_net(5).
  const rows = (await readFile(`/proc/${pid}/net/tcp`, 'utf8')).split('\n').slice(1)
  const clients = rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local = '', , , , , , , , inode]) => portIn(local) === port && inodes.has(inode))
    .map(([, , remote = '']) => portIn(remote))
  return new Set(clients)
}

function portIn(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16)
}
