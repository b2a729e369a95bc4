import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { createForwarders } from './forwarders.ts'
import { joinChunks } from './join-chunks.ts'
import { rawBackend } from './test-backends.ts'
import { answered, requestOf } from './test-requests.ts'

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

test('chunks that are read as they come stay what they are', async (t) => {
  const stream = new Readable({ read: () => {} })
  joinChunks(stream)
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
  await turn()
  for (const word of ['one', 'two', 'three']) stream.push(Buffer.from(word))
  stream.push(null)
  await once(stream, 'end')
  t.deepEqual(seen, ['one', 'two', 'three'])
})

test('a full stream says so, whatever the size of its chunks', (t) => {
  const stream = new Readable({ read: () => {}, highWaterMark: 100 })
  joinChunks(stream)
  const answers = Array.from({ length: 150 }, () => stream.push(Buffer.from('x')))
  t.is(answers.indexOf(false), 99)
})

test("an endpoint's answer in chunks of one byte waits in few pieces", async (t) => {
  const chunk = '1\r\nx\r\n'
  const backend = await rawBackend((socket) => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    socket.end(`${head}${chunk.repeat(count)}0\r\n\r\n`)
  })
  t.teardown(backend.close)
  const { http1 } = createForwarders()
  t.teardown(() => http1.close())
  const { body } = answered(await http1.forward(requestOf(), backend.endpoint))
  while (body.readableLength < count / 2) await turn()
  const chunks: Buffer[] = await body.toArray()
  t.is(Buffer.concat(chunks).length, count)
  t.true(chunks.length < count / 10, `${chunks.length}`)
})
