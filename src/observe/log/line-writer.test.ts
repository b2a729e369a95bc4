import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { createLineWriter } from './line-writer.ts'

test('lines come whole, in order, and in batches', async (t) => {
  const stream = new PassThrough()
  const chunks: string[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const lines = createLineWriter(stream)
  for (let number = 0; number < 5; number++) lines.write(`line ${number}`)
  await lines.close()
  t.deepEqual(chunks, ['line 0\nline 1\nline 2\nline 3\nline 4\n'])
  t.is(lines.dropped(), 0)
})

test('a line does not wait for others longer than the delay', async (t) => {
  const stream = new PassThrough()
  const lines = createLineWriter(stream, { delayMs: 1 })
  // The writer's own timer does not keep a process alive.
  const alive = setInterval(() => {}, 1000)
  lines.write('alone')
  const [chunk] = await once(stream, 'data')
  clearInterval(alive)
  t.is(String(chunk), 'alone\n')
})

test('a reader that does not read costs bounded memory, and what is lost is counted', async (t) => {
  // A real pipe whose other end never reads.
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const stream: Writable = child.stdin
  const lines = createLineWriter(stream, { maxWaiting: 1_000_000 })
  const line = 'x'.repeat(999)
  for (let number = 0; number < 10_000; number++) lines.write(line)
  t.true(lines.dropped() > 8000, `${lines.dropped()} dropped`)
  t.true(stream.writableLength <= 1_000_000)
  const begunMs = performance.now()
  t.false(await lines.close(50))
  t.true(performance.now() - begunMs < 2000)
})

test('a reader that goes away ends the log and nothing else', async (t) => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: ['pipe', 'ignore', 'ignore'] })
  const lines = createLineWriter(child.stdin, { delayMs: 0 })
  await once(child, 'close')
  lines.write('nobody reads this')
  await lines.close(100)
  lines.write('nor this')
  t.is(lines.dropped(), 1)
})

test('what is read slowly but in time arrives whole', async (t) => {
  const stream = new PassThrough({ highWaterMark: 1 })
  const lines = createLineWriter(stream)
  for (let number = 0; number < 1000; number++) lines.write(`line ${number}`)
  const closed = lines.close().then(() => stream.end())
  t.is((await text(stream)).split('\n').length, 1001)
  await closed
})
