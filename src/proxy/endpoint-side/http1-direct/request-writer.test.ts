import { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { Socket } from 'node:net'
import test from 'ava'
import { RequestWriter } from './request-writer.ts'

/** A socket that notes each call of the system; `takes`: it is done at once. */
function socketOf({ takes = true } = {}) {
  const calls: string[] = []
  const done = (callback: () => void) => void (takes && callback())
  const stream = new Duplex({
    decodeStrings: false,
    highWaterMark: 100_000,
    read: () => {},
    write: (chunk, _, callback) => {
      calls.push(chunk.toString('latin1'))
      done(callback)
    },
    writev: (parts, callback) => {
      calls.push(parts.map(({ chunk }) => chunk.toString('latin1')).join(''))
      done(callback)
    },
  })
  // A stand-in: the writer asks for no more than a stream has.
  return { calls, stream, socket: stream as Socket }
}

const head = 'POST / HTTP/1.1\r\n\r\n'

test('a small body goes out with its head, in one piece, at the end of the turn', async (t) => {
  const { calls, socket } = socketOf()
  const writer = new RequestWriter(socket, () => {})
  writer.head(head, false)
  writer.body(Buffer.from('abc'))
  t.false(writer.isTaken)
  writer.end([['a', 'b']])
  t.deepEqual(calls, [])
  t.false(writer.isTaken)
  await turn()
  t.deepEqual(calls, [`${head}abc`])
  t.true(writer.isTaken && writer.isWhole)
})

test('in chunks: as many as pieces, trailers behind them, one call for each turn', (t) => {
  const { calls, socket } = socketOf()
  const writer = new RequestWriter(socket, () => {})
  writer.head(head, true)
  writer.body(Buffer.from('abc'))
  writer.body(Buffer.alloc(0))
  writer.body(Buffer.alloc(10_000, 'x'))
  t.true(writer.flush())
  writer.body(Buffer.from('d'))
  writer.end([
    ['A', 'b'],
    ['a', 'c'],
  ])
  t.deepEqual(calls, [
    `${head}3\r\nabc\r\n2710\r\n${'x'.repeat(10_000)}\r\n`,
    '1\r\nd\r\n0\r\nA: b\r\na: c\r\n\r\n',
  ])
})

test('a body that has no end yet is not whole, and the next request begins anew', async (t) => {
  const { calls, socket } = socketOf()
  const writer = new RequestWriter(socket, () => {})
  writer.head(head, true)
  writer.flush()
  t.false(writer.isWhole)
  writer.reset()
  t.false(writer.isTaken)
  writer.head(head, false)
  writer.end([])
  await turn()
  t.deepEqual(calls, [head, head])
})

test('what an endpoint does not read stops the rest, in bytes and in pieces', (t) => {
  for (const [size, most] of [
    [20_000, 6],
    [1, 64],
  ] as const) {
    const { socket } = socketOf({ takes: false })
    const writer = new RequestWriter(socket, () => {})
    let turns = 0
    do {
      writer.body(Buffer.alloc(size))
      turns++
    } while (writer.flush())
    t.true(turns <= most, `${turns}`)
  }
})

test('what comes after the end of the connection is ignored', (t) => {
  const { calls, socket } = socketOf()
  const writer = new RequestWriter(socket, () => {})
  socket.destroy()
  writer.head(head, true)
  t.true(writer.body(Buffer.alloc(10_000)))
  writer.end([])
  t.deepEqual(calls, [])
  t.false(writer.isTaken)
})

test('what ends a request of which a part was taken is written at once: its answer may be over before the turn', (t) => {
  const { calls, socket } = socketOf()
  const writer = new RequestWriter(socket, () => {})
  writer.head(head, true)
  writer.flush()
  writer.end([])
  t.deepEqual(calls, [head, '0\r\n\r\n'])
})
