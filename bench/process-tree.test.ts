import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { eventually } from '../src/testing/eventually.ts'
import {
  childrenOf,
  endedTicksIn,
  memoryOf,
  processorMicroseconds,
  residentMiB,
  ticksIn,
} from './process-tree.ts'

test('user and system time are read behind a name with spaces and brackets', (t) => {
  t.is(ticksIn('7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 300 21 4 5 20'), 321)
  t.is(endedTicksIn('7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 300 21 4 5 20'), 9)
})

test('memory is the process’s own, or of files', async (t) => {
  if (process.platform !== 'linux') {
    t.pass()
    return
  }
  const { ownMiB, filesMiB } = await memoryOf(process.pid)
  t.true(ownMiB > 5)
  t.true(filesMiB > 5)
  const residentNow = process.memoryUsage.rss() / 1024 ** 2
  t.true(Math.abs(ownMiB + filesMiB - residentNow) < residentNow / 2)
})

test('processor time and memory of children count', async (t) => {
  // What a process used is read from /proc.
  if (process.platform !== 'linux') {
    t.is(await processorMicroseconds(process.pid), undefined)
    return
  }
  const busy = 'const end = Date.now() + 60_000; while (Date.now() < end);'
  const shell = spawn('sh', ['-c', `"$0" -e "$1" & wait`, process.execPath, busy])
  const ended = once(shell, 'exit')
  try {
    // The shell alone takes a few milliseconds and less than 10 MiB.
    await eventually(async () => (await processorMicroseconds(shell.pid ?? 0))! > 200_000)
    t.true((await residentMiB(shell.pid ?? 0))! > 20)
  } finally {
    for (const child of await childrenOf(shell.pid ?? 0)) process.kill(child, 'SIGKILL')
    await ended
  }
  t.is(await processorMicroseconds(shell.pid ?? 0), undefined)
  t.is(await residentMiB(shell.pid ?? 0), undefined)
})
