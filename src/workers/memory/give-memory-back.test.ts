// In a process of its own: memory of this one is everybody's.
import test from 'ava'
import { execFile } from 'node:child_process'
import { join } from 'node:path'

interface Report {
  readonly rss: readonly number[]
}

/** What a script prints, as JSON, that takes memory by `take` and leaves it. */
async function afterFlood(take: string): Promise<Report> {
  const script = `
    import { giveMemoryBack } from ${JSON.stringify(join(import.meta.dirname, 'give-memory-back.ts'))}
    const rss = [process.memoryUsage.rss()]
    using memory = giveMemoryBack({ everyMs: 50, mostBusy: 0.5 })
    let taken = []
    ${take}
    rss.push(process.memoryUsage.rss())
    taken = undefined
    for (let round = 0; round < 100; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      if (process.memoryUsage.rss() < rss[0] + 30e6) break
    }
    rss.push(process.memoryUsage.rss())
    process.stdout.write(JSON.stringify({ rss }))`
  return new Promise((resolve, reject) => {
    const args = ['--input-type=module-typescript', '-e', script]
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (error || stderr !== '') reject(error ?? new Error(stderr))
      else resolve(JSON.parse(stdout) as Report)
    })
  })
}

test('garbage of JavaScript is given back at rest', async (t) => {
  const { rss } = await afterFlood('for (let i = 0; i < 2e6; i++) taken.push({ i })')
  const [start = 0, peak = 0, rest = 0] = rss
  t.true(peak > start + 60e6, String(rss))
  t.true(rest < start + 40e6, String(rss))
})

test('what was still in use at the first look is given back once it is not', async (t) => {
  const { rss } = await afterFlood(`
    for (let i = 0; i < 2e6; i++) taken.push({ i })
    globalThis.kept = taken
    setTimeout(() => delete globalThis.kept, 1_500)`)
  const [start = 0, peak = 0, rest = 0] = rss
  t.true(peak > start + 60e6, String(rss))
  t.true(rest < start + 40e6, String(rss))
})

// malloc_trim(3) is glibc's: elsewhere nothing more is given back, and nothing warns either.
const isGlibc = 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header

test('what C freed between pieces that are in use is given back, too, and nothing warns', async (t) => {
  const { rss } = await afterFlood(`
    const { createHmac } = await import('node:crypto')
    const kept = []
    for (let i = 0; i < 200_000; i++) (i % 100 === 0 ? kept : taken).push(createHmac('sha256', 'k'))
    globalThis.kept = kept`)
  const [start = 0, peak = 0, rest = 0] = rss
  t.true(peak > start + 60e6, String(rss))
  t.true(rest < (isGlibc ? start + (peak - start) / 2 : peak + 60e6), String(rss))
})
