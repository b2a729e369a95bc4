import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { atItsTurn } from './fair-turns.ts'
import { joinChunks } from './join-chunks.ts'
import { rawBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import { forwarderKinds, forwarderOf } from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import { answerFirstStream, frames } from '../../testing/proxy/endpoint-side/frames.ts'
import { answered, requestOf } from '../../testing/proxy/endpoint-side/requests.ts'

const count = 10_000

test('small chunks that nobody reads yet become few, in order, and the end comes last', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const sent = Array.from({ length: count }, (_, index) => String(index % 10))
  for (const digit of sent) stream.push(Buffer.from(digit))
  stream.push(null)
  const chunks = await stream.toArray()
  t.true(chunks.length <= 2, `${chunks.length}`)
  t.is(Buffer.concat(chunks).toString(), sent.join(''))
})

test('the first chunk of a turn goes on at once, and the others of it together', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
  await turn()
  for (const word of ['one', 'two', 'three']) stream.push(Buffer.from(word))
  stream.push(null)
  await once(stream, 'end')
  t.deepEqual(seen, ['one', 'twothree'])
})

test('chunks of turns of their own go on one by one', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
  for (const word of ['one', 'two', 'three']) {
    stream.push(Buffer.from(word))
    await turn()
  }
  t.deepEqual(seen, ['one', 'two', 'three'])
})

test('what comes to a reader that rests waits in few pieces, however many turns it takes', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString())).pause()
  for (let index = 0; index < 100; index++) {
    stream.push(Buffer.from(`${index % 10}`))
    await turn()
  }
  stream.resume()
  stream.push(null)
  await once(stream, 'end')
  t.is(seen.join(''), '0123456789'.repeat(10))
  t.true(seen.length < 4, `${seen.length}`)
})

test('a full stream says so, whatever the size of its chunks', (t) => {
  const stream = new Readable({ read: () => {}, highWaterMark: 100 })
  joinChunks(stream)
  const answers = Array.from({ length: 150 }, () => stream.push(Buffer.from('x')))
  t.is(answers.indexOf(false), 99)
})

const answers = {
  http1: (socket: Socket) => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    socket.end(`${head}${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`)
  },
  h2c: (socket: Socket) =>
    answerFirstStream(socket, () => {
      const data = Array.from({ length: count }, () => frames.data('x'))
      const head = frames.head({ ':status': '200' })
      socket.write(Buffer.concat([head, ...data, frames.data('', true)]))
    }),
}

test('many small chunks of a turn say that it is enough', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const said = Array.from({ length: 300 }, () => stream.push(Buffer.from('x')))
  t.is(said.indexOf(false), 255)
  await turn()
  t.true(stream.push(Buffer.from('x')))
})

test.serial(
  'large chunks say that it is enough where others wait, and more is read in their turn',
  async (t) => {
    let reads = 0
    const large = Buffer.alloc(64 * 1024)
    const stream = new Readable({ read: () => void reads++, highWaterMark: 1024 * 1024 })
    joinChunks(stream)
    stream.on('data', () => {})
    await turn()
    const turns: string[] = []
    atItsTurn(() => turns.push('other'))
    const before = reads
    const said = Array.from({ length: 4 }, () => stream.push(large))
    t.deepEqual(said, [true, true, true, false])
    await Promise.resolve()
    process.nextTick(() => turns.push(`${reads - before} reads`))
    await turn()
    await turn()
    turns.push(`${reads - before} reads`)
    t.deepEqual(turns, ['0 reads', 'other', '1 reads'])
  },
)

test.serial('large chunks that come alone are read one after the other', async (t) => {
  const large = Buffer.alloc(64 * 1024)
  const stream = new Readable({ read: () => {}, highWaterMark: 1024 * 1024 })
  joinChunks(stream)
  stream.on('data', () => {})
  for (let turns = 0; turns < 3; turns++) await turn()
  t.deepEqual(
    Array.from({ length: 5 }, () => stream.push(large)),
    [true, true, true, true, true],
  )
})

for (const kind of forwarderKinds) {
  test(`${kind.name}: an answer in chunks of one byte waits in few pieces`, async (t) => {
    const backend = await rawBackend(answers[kind.protocol])
    t.teardown(backend.close)
    const forwarder = forwarderOf(t, kind)
    const { body } = answered(await forwarder.forward(requestOf(), backend.endpoint))
    // An endpoint that closes its side is answered in kind once all of it was read.
    if (kind.protocol === 'http1') await closed(backend.sockets[0]!)
    else while (body.readableLength < count / 2) await turn()
    const chunks: Buffer[] = await body.toArray()
    t.is(Buffer.concat(chunks).length, count)
    t.true(chunks.length < count / 10, `${chunks.length}`)
  })
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.resume().closed) await once(socket, 'close')
}
