// What a process and its children used of the machine, as Linux tells it in /proc. Processor time is the
// figure that other load on the machine changes least.
import { execFileSync } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'

/** MiB; undefined: there is no such process any more. */
export async function residentMiB(pid: number): Promise<number | undefined> {
  return sumOfTree(pid, async (each) => {
    const status = await readFile(`/proc/${each}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
  })
}

export interface ProcessMemory {
  /** MiB that the process shares with no file: its heap, buffers and stacks. */
  readonly ownMiB: number
  /** MiB of files: the program of Node.js and libraries, which all of its processes share. */
  readonly filesMiB: number
}

/** Rejects where there is no such process, or no Linux. */
export async function memoryOf(pid: number): Promise<ProcessMemory> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const miB = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024
  const ownMiB = miB('Anonymous')
  return { ownMiB, filesMiB: miB('Rss') - ownMiB }
}

/** Microseconds of processor time, user and system, since each process began; undefined: as above. */
export async function processorMicroseconds(pid: number): Promise<number | undefined> {
  return sumOfTree(
    pid,
    async (each) =>
      (ticksIn(await readFile(`/proc/${each}/stat`, 'utf8')) / ticksPerSecond()) * 1_000_000,
  )
}

/** As above, with the time of children that have ended. */
export async function processorMicrosecondsOfAll(pid: number): Promise<number | undefined> {
  return sumOfTree(pid, async (each) => {
    const stat = await readFile(`/proc/${each}/stat`, 'utf8')
    return ((ticksIn(stat) + endedTicksIn(stat)) / ticksPerSecond()) * 1_000_000
  })
}

/** `PID (NAME) STATE …`: a name may have spaces and brackets of its own; utime and stime are fields 14 and 15. */
export function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** The same of children that were waited for, with theirs: fields 16 and 17. */
export function endedTicksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[13]) + Number(fields[14])
}

let known: number | undefined

export function ticksPerSecond(): number {
  known ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return known
}

async function sumOfTree(
  pid: number,
  figureOf: (pid: number) => Promise<number>,
): Promise<number | undefined> {
  try {
    const own = await figureOf(pid)
    if (Number.isNaN(own)) return undefined
    const below = await Promise.all(
      (await childrenOf(pid)).map((child) => sumOfTree(child, figureOf)),
    )
    return below.reduce<number>((sum, each) => sum + (each ?? 0), own)
  } catch {
    // It ended meanwhile.
    return undefined
  }
}

export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  )
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number))
}
