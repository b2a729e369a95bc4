// Resident memory of a process and of its children, as Linux tells it.
import { readFile, readdir } from 'node:fs/promises'

/** MiB; undefined: there is no such process any more. */
export async function residentMiB(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
    if (Number.isNaN(own)) return undefined
    const below = await Promise.all((await childrenOf(pid)).map((child) => residentMiB(child)))
    return below.reduce<number>((sum, each) => sum + (each ?? 0), own)
  } catch {
    return undefined
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  )
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number))
}
