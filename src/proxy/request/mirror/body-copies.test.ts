import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { copyBody } from './body-copies.ts'

function copyOf(body: Readable) {
  const { original, copies, stop } = copyBody(body, 1)
  const [copy] = copies
  if (!copy) throw new Error('no copy')
  return { original, copy, stop }
}

test('original and copies all get the whole body', async (t) => {
  const body = new PassThrough()
  const { original, copies } = copyBody(body, 2)
  body.write('one ')
  body.end('two')
  t.deepEqual(await Promise.all([original, ...copies].map(text)), ['one two', 'one two', 'one two'])
})

test('nothing is read before the original is', async (t) => {
  const body = new PassThrough()
  body.end('abc')
  const { original, copy } = copyOf(body)
  copy.on('data', () => {})
  await turn()
  t.false(body.readableDidRead)
  t.is(await text(original), 'abc')
})

test('a copy that is too slow is cut, and the original is not held up', async (t) => {
  const body = new PassThrough()
  const { original, copy } = copyOf(body)
  const chunk = Buffer.alloc(256 * 1024)
  for (let i = 0; i < 8; i += 1) body.write(chunk)
  body.end()
  let received = 0
  original.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  await once(original, 'end')
  t.is(received, 8 * chunk.length)
  t.true(copy.destroyed)
  t.regex(copy.errored?.message ?? '', /too slow/)
})

test('a copy that is too slow is cut by the number of chunks, too', async (t) => {
  const body = new PassThrough()
  const { original, copy } = copyOf(body)
  const chunks = 10_000
  for (let i = 0; i < chunks; i += 1) body.write('a')
  body.end()
  t.is((await text(original)).length, chunks)
  t.regex(copy.errored?.message ?? '', /too slow/)
})

test('a copy that keeps up gets any number of chunks', async (t) => {
  const body = new PassThrough()
  const { original, copy } = copyOf(body)
  const copied = text(copy)
  original.resume()
  for (let i = 0; i < 20_000; i += 1) {
    body.write('a')
    if (i % 1_000 === 0) await turn()
  }
  body.end()
  t.is((await copied).length, 20_000)
})

test('a slow original holds up the source', async (t) => {
  const body = new PassThrough()
  const { original, copy } = copyOf(body)
  copy.resume()
  original.once('data', () => original.pause())
  let isFull = false
  for (let i = 0; i < 100 && !isFull; i += 1) {
    isFull = !body.write(Buffer.alloc(16 * 1024))
    await turn()
  }
  t.true(isFull)
})

test('a body that is cut cuts original and copies', async (t) => {
  const body = new PassThrough()
  const { original, copy } = copyOf(body)
  body.write('abc')
  original.resume()
  await once(original, 'data')
  body.destroy(new Error('the client went away'))
  await once(original, 'error')
  t.is(original.errored?.message, 'the client went away')
  t.true(copy.destroyed)
})

test('an original that is not read to its end cuts the copies', async (t) => {
  const body = new PassThrough()
  body.on('error', () => {})
  const { original, copy, stop } = copyOf(body)
  body.write('abc')
  original.once('data', () => original.pause())
  await once(original, 'data')
  stop()
  await t.throwsAsync(text(copy))
  t.false(body.destroyed)
})

test('stopping after the end changes nothing', async (t) => {
  const body = new PassThrough()
  const { original, copy, stop } = copyOf(body)
  body.end('abc')
  t.is(await text(original), 'abc')
  stop()
  t.is(await text(copy), 'abc')
})
