// A connection of many small pieces is read a little in each turn, and whole in the end.
import test from 'ava'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { FairReading } from './fair-reading.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial, wireOf } from '../../testing/proxy/client-side/wire.ts'
import { atItsTurn } from './fair-turns.ts'

const certificate = await testCertificate(['a'])
const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, at) => at % 251))

function socketThatCounts(piecesOf: (chunk: Buffer) => number) {
  const socket = new Socket()
  const read: Buffer[] = []
  const reading = new FairReading(socket)
  socket.on('data', (chunk: Buffer) => {
    read.push(chunk)
    for (let left = piecesOf(chunk); left > 0; left--) reading.onPiece()
  })
  socket.on('end', () => read.push(Buffer.from('end')))
  return { socket, read: () => Buffer.concat(read) }
}

test('of bytes in small pieces a turn reads 4 KiB, later ones the rest, in order', async (t) => {
  const { socket, read } = socketThatCounts((chunk) => chunk.length / 6)
  await turn()
  t.false(socket.push(bytes))
  t.is(read().length, 4096)
  t.false(socket.push(bytes))
  socket.push(null)
  const all = Buffer.concat([bytes, bytes, Buffer.from('end')])
  let turns = 0
  for (; read().length < all.length; turns++) await turn()
  t.true(read().equals(all))
  t.true(turns > 1, `${turns}`)
})

test('what waits in the socket when its reading begins is read 4 KiB a turn', async (t) => {
  const socket = new Socket()
  socket.unshift(bytes)
  const reading = new FairReading(socket)
  const read: Buffer[] = []
  socket.on('data', (chunk: Buffer) => read.push(chunk))
  t.truthy(reading)
  const lengths: number[] = []
  while (Buffer.concat(read).length < bytes.length) {
    const before = Buffer.concat(read).length
    await turn()
    lengths.push(Buffer.concat(read).length - before)
  }
  t.true(Buffer.concat(read).equals(bytes))
  t.true(Math.max(...lengths) <= 4096, `${lengths}`)
})

test('of chunks that come with their head a turn parses few', async (t) => {
  const chunks = 10_000
  const lengths: number[] = []
  const { port } = await startPlane(t, {
    pipeline: async (exchange) => {
      for await (const chunk of exchange.body!) lengths.push((chunk as Buffer).length)
      await exchange.respond({ status: 200, headers: [], body: 'x' })
    },
  })
  const wire = dial(t, port)
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
  wire.send(`${head}${'1\r\na\r\n'.repeat(chunks)}0\r\n\r\n`)
  await wire.until(/\r\n\r\nx$/)
  t.is(
    lengths.reduce((sum, length) => sum + length, 0),
    chunks,
  )
  // What a turn parsed comes in two: the first, and the others of it.
  t.true(Math.max(...lengths) < 1_000, `${lengths}`)
})

test('while others wait, a request is served before connections that sent more', async (t) => {
  const order: string[] = []
  const { port, open } = await startPlane(t, {
    pipeline: async (exchange) => {
      order.push(exchange.request.method)
      await exchange.respond({ status: 200, headers: [], body: 'x' })
    },
  })
  const many = Array.from({ length: 12 }, () => dial(t, port))
  const one = dial(t, port)
  while (open() < many.length + 1) await turn()
  let isOver = false
  const others = () => void (isOver || atItsTurn(others))
  others()
  for (const wire of many)
    wire.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000\r\n\r\n${'a'.repeat(8000)}`)
  one.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await Promise.all([...many, one].map((wire) => wire.until(/\r\n\r\nx$/)))
  isOver = true
  t.true(order.indexOf('GET') < many.length / 2, order.join(' '))
})

test('bytes in large pieces are read at once', async (t) => {
  const { socket, read } = socketThatCounts(() => 1)
  await turn()
  socket.push(bytes)
  t.is(read().length, bytes.length)
})

test('what rests while its reader does is read when that goes on', async (t) => {
  const { socket, read } = socketThatCounts((chunk) => chunk.length / 6)
  await turn()
  socket.push(bytes)
  socket.pause()
  for (let turns = 0; turns < 5; turns++) await turn()
  t.is(read().length, 4096)
  socket.resume()
  while (read().length < bytes.length) await turn()
  t.true(read().equals(bytes))
})

/** 300 KB in chunks of one byte to 3 KB. */
function mixed(): { body: Buffer; wire: Buffer } {
  const parts: Buffer[] = []
  for (let length = 0; length < 300_000; length += parts.at(-1)!.length)
    parts.push(randomBytes(parts.length % 40 === 0 ? 3000 : 1))
  const chunks = parts.flatMap((part) => [
    Buffer.from(`${part.length.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n'),
  ])
  return { body: Buffer.concat(parts), wire: Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]) }
}

const digest = (body: Buffer) => createHash('sha256').update(body).digest('hex')

const arrives = test.macro({
  async exec(t, scheme: 'http' | 'https') {
    const listeners = scheme === 'https' ? [{ tls: { certificates: [certificate.name] } }] : [{}]
    const { port } = await startPlane(t, {
      listeners,
      certificates: [certificate],
      pipeline: async (exchange) => {
        const parts: Buffer[] = []
        for await (const chunk of exchange.body!) {
          parts.push(chunk as Buffer)
          if (parts.length % 10 === 0) await turn()
        }
        await exchange.respond({ status: 200, headers: [], body: digest(Buffer.concat(parts)) })
      },
    })
    const socket =
      scheme === 'https'
        ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
        : undefined
    if (socket) await once(socket, 'secureConnect')
    t.teardown(() => void socket?.destroy())
    const wire = socket ? wireOf(socket) : dial(t, port)
    for (let round = 0; round < 3; round++) {
      const { body, wire: chunks } = mixed()
      wire.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
      wire.send(chunks)
      await wire.until(new RegExp(`${digest(body)}$`))
    }
    t.pass()
  },
  title: (_, scheme) =>
    `${scheme}: bodies in chunks of all sizes arrive whole, one after the other`,
})

test(arrives, 'http')
test(arrives, 'https')
