// What a socket receives, in pieces of any size, and a connection that ends while its client reads nothing: no
// write of Node's comes too late.
import test from 'ava'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { frameType } from './frame.ts'
import { frame, hello, request } from '../../testing/proxy/client-side/frames.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial } from '../../testing/proxy/client-side/wire.ts'
import { atItsTurn } from '../turns/fair-turns.ts'
import { FrameReader } from './frame-reader.ts'
import { WatchedStream } from './watched-stream.ts'

const wide = Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff])
const wider = Buffer.from([0x7f, 0, 0, 0])

const ends = test.macro({
  async exec(t, _says: string, last: Buffer) {
    const begun = Promise.withResolvers<void>()
    const { port, open } = await startPlane(t, {
      limits: { lingerMs: 30, idleMs: 60, keepAliveMs: 30 },
      pipeline: async (exchange) => {
        const body = Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(256 * 1024)))
        const answered = exchange.respond({ status: 200, headers: [], body })
        begun.resolve()
        await answered.catch(() => undefined)
      },
    })
    const { socket, send } = dial(t, port)
    socket.pause()
    send(
      Buffer.concat([
        hello,
        frame(frameType.settings, 0, 0, wide),
        frame(frameType.windowUpdate, 0, 0, wider),
        request(1),
      ]),
    )
    await begun.promise
    // Longer than the system takes what nobody reads.
    await new Promise((resolve) => void setTimeout(resolve, 30))
    send(last)
    while (open() > 0) await new Promise((resolve) => void setTimeout(resolve, 5))
    t.pass()
  },
  title: (_, says) => `a connection whose client reads nothing and ${says} is closed`,
})

test(ends, 'is silent', Buffer.alloc(0))
test(ends, 'sends a wrong frame', frame(frameType.reset, 0, 9, Buffer.alloc(4)))
test(ends, 'says GOAWAY with an error', frame(frameType.goaway, 0, 0, Buffer.alloc(8, 1)))
test(ends, 'sends a wrong header block', frame(frameType.headers, 5, 3, Buffer.alloc(8, 0xff)))

const waits = test.macro({
  async exec(t, bytes: number, isRead: boolean) {
    const socket = new Socket()
    const watched = new WatchedStream(socket, {
      reader: new FrameReader(() => undefined, { preface: 0 }),
      onProblem: () => undefined,
      onSent: () => undefined,
    })
    const order: string[] = []
    watched.on('data', () => order.push('bytes'))
    await turn()
    atItsTurn(() => order.push('other'))
    socket.push(frame(frameType.data, 0, 1, Buffer.alloc(bytes)))
    await turn()
    await turn()
    t.deepEqual(order, isRead ? ['bytes', 'other'] : ['other', 'bytes'])
  },
  title: (_, bytes, isRead) =>
    `a chunk of ${bytes} bytes ${isRead ? 'is read at once' : 'waits'} while others wait`,
})

test.serial(waits, 1_000, true)
test.serial(waits, 10_000, false)

test('bytes that a socket gives one by one, as TLS records may be, are read in few pieces', async (t) => {
  const socket = new Socket()
  const watched = new WatchedStream(socket, {
    reader: new FrameReader(() => undefined, { preface: 0 }),
    onProblem: () => undefined,
    onSent: () => undefined,
  })
  const pieces: Buffer[] = []
  watched.on('data', (chunk: Buffer) => pieces.push(chunk))
  await turn()
  const ping = frame(frameType.ping, 0, 0, 'pingpong')
  for (const byte of ping) socket.push(Buffer.from([byte]))
  await turn()
  await turn()
  t.true(Buffer.concat(pieces).equals(ping))
  t.true(pieces.length <= 2, `${pieces.length}`)
  watched.destroy()
})
