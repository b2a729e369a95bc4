// HTTP/2 as frames made by hand: what must not pass does not, and no flood costs more than it sends.
import assert from 'node:assert/strict'
import { eventually } from '../../../testing/eventually.ts'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { frameType } from '../../frames/frame.ts'
import {
  errorCodeIn,
  fields,
  flag,
  frame,
  framesIn,
  hello,
  preface,
  request,
  requestFields,
  statusIn,
  type Frame,
} from '../../../testing/proxy/client-side/frames.ts'
import {
  startPlane,
  type Teardown,
  type TestPlaneOptions,
} from '../../../testing/proxy/client-side/plane.ts'
import { dial } from '../../../testing/proxy/client-side/wire.ts'
import { eachHttp2Way } from '../../../testing/proxy/client-side/each-http2-way.ts'

eachHttp2Way((way, test) => {
  const never = () => new Promise<void>(() => undefined)
  const post = { ':method': 'POST' }
  const cancel = Buffer.from([0, 0, 0, 8])

  async function open(t: Teardown, options?: TestPlaneOptions) {
    const plane = await startPlane(t, { ...options, http2: way })
    const wire = dial(t, plane.port)
    wire.send(hello)
    const frames = () => framesIn(wire.received())
    const arrived = async (type: number, stream: number): Promise<Frame> => {
      const isIt = (one: Frame) => one.type === type && one.stream === stream
      for (;;) {
        const found = frames().find(isIt)
        if (found) return found
        await Promise.race([once(wire.socket, 'data'), once(wire.socket, 'close')])
        if (wire.socket.destroyed && !frames().some(isIt)) throw new Error('Closed before it came')
      }
    }
    return { ...plane, ...wire, frames, arrived }
  }

  const refuses = test.macro({
    async exec(t, [status]: [number, string], changes: Record<string, string>) {
      const { send, arrived, requests, refused } = await open(t)
      send(request(1, changes))
      t.is(statusIn(await arrived(frameType.headers, 1)), status)
      t.is(refused.length, 1)
      t.deepEqual(requests, [])
    },
    title: (_, [status, says]) => `${says} is answered with ${status}`,
  })

  test(refuses, [400, ':authority and host that differ'], { host: 'b' })
  test(refuses, [400, '# in :path'], { ':path': '/a#b' })
  test(refuses, [400, 'a backslash in :path'], { ':path': '/a\\b' })
  test(refuses, [400, 'raw bytes in :path'], { ':path': '/\u00ff' })
  test(refuses, [400, ':scheme https in the clear'], { ':scheme': 'https' })
  test(refuses, [400, 'a list of authorities'], { ':authority': 'a,b' })
  test(refuses, [417, 'an unknown expectation'], { expect: 'tea' })
  test(refuses, [431, 'a head of more than 60 KiB, as RFC 9113 counts,'], many(199, 300))
  test(refuses, [431, 'a head of more than 200 lines'], many(250, 1))

  for (const [says, name, value] of [
    ['NUL in a value', 'x', 'a\0b'],
    ['a line break in a value', 'x', 'a\r\nb'],
    ['a control character in a value', 'x', 'a\u0001b'],
    ['a space before a value', 'x', ' a'],
    ['a space in a name', 'x y', 'a'],
    ['a colon in a name', 'x:y', 'a'],
    ['an empty name', '', 'a'],
    ['a name that is not ASCII', 'x\u00e9', 'a'],
  ] as const)
    test(refuses, [400, says], { [name]: value })

  test('a forbidden character is found in whatever frames the head comes, behind padding and priority', async (t) => {
    const { send, arrived, requests } = await open(t)
    const block = requestFields({ x: 'a\0b' })
    const at = block.length - 2
    const head = Buffer.concat([
      Buffer.from([3, 0, 0, 0, 0, 9]),
      block.subarray(0, at),
      Buffer.alloc(3),
    ])
    send(frame(frameType.headers, 0x29, 1, head))
    send(frame(frameType.continuation, 0, 1))
    for (const byte of frame(frameType.continuation, 4, 1, block.subarray(at))) {
      send(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    t.is(statusIn(await arrived(frameType.headers, 1)), 400)
    send(request(3))
    t.is(statusIn(await arrived(frameType.headers, 3)), 200)
    t.is(requests.length, 1)
  })

  test('trailers with a forbidden character cut the body, and the stream is reset', async (t) => {
    const cut = Promise.withResolvers<unknown>()
    const { send, arrived, requests } = await open(t, {
      pipeline: ({ body }) => {
        body?.resume().once('error', cut.resolve)
        return never()
      },
    })
    send(request(1, post, flag.endHeaders))
    send(frame(frameType.data, 0, 1, 'abc'))
    while (requests.length === 0) await new Promise(setImmediate)
    send(frame(frameType.headers, 5, 1, fields(['x', 'a\0b'])))
    t.truthy(await cut.promise)
    await arrived(frameType.reset, 1)
  })

  function many(count: number, size: number): Record<string, string> {
    // Short on the wire: four frames would be needed else.
    const value = 'v'.repeat(Math.min(size, Math.floor(15_000 / count)))
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}`, value]))
  }

  test('CONNECT is answered with 501', async (t) => {
    const { send, arrived, requests } = await open(t)
    send(frame(frameType.headers, 5, 1, fields([':method', 'CONNECT'], [':authority', 'a:443'])))
    t.is(statusIn(await arrived(frameType.headers, 1)), 501)
    t.deepEqual(requests, [])
  })

  const resets = test.macro({
    async exec(t, _says: string, ...frames: Buffer[]) {
      const { send, arrived, requests } = await open(t)
      for (const bytes of frames) send(bytes)
      t.is(errorCodeIn(await arrived(frameType.reset, 1)), 1)
      t.deepEqual(requests, [])
    },
    title: (_, says) => `${says} is reset as a protocol error`,
  })

  test(resets, 'a Connection header', request(1, { connection: 'close' }))
  test(resets, 'a Transfer-Encoding', request(1, { 'transfer-encoding': 'chunked' }))
  test(resets, 'TE other than trailers', request(1, { te: 'gzip' }))
  test(resets, 'a header name in upper case', request(1, { 'X-A': 'b' }))
  test(resets, 'user info in :authority', request(1, { ':authority': 'u@a' }))
  test(resets, 'a space in :path', request(1, { ':path': '/a b' }))
  test(resets, 'a line break in :authority', request(1, { ':authority': 'a\r\nb' }))
  test(resets, 'extended CONNECT', request(1, { ':method': 'CONNECT', ':protocol': 'websocket' }))
  test(
    resets,
    'a pseudo-header after a header',
    frame(frameType.headers, 5, 1, Buffer.concat([fields(['a', 'b']), requestFields()])),
  )
  test(
    resets,
    'a second :path',
    frame(frameType.headers, 5, 1, Buffer.concat([requestFields(), fields([':path', '/x'])])),
  )

  test('a body longer than its content-length ends the connection, and is an error to who reads it', async (t) => {
    const failed = Promise.withResolvers<unknown>()
    const { send, closed, requests } = await open(t, {
      pipeline: ({ body }) => {
        body!.on('error', failed.resolve).resume()
        return never()
      },
    })
    send(request(1, { ...post, 'content-length': '2' }, flag.endHeaders))
    while (requests.length === 0) await new Promise(setImmediate)
    send(frame(frameType.data, flag.endStream, 1, 'abc'))
    await closed
    t.true((await failed.promise) instanceof Error)
  })

  test('a body shorter than its content-length is reset', async (t) => {
    const { send, arrived } = await open(t)
    send(request(1, { ...post, 'content-length': '5' }, flag.endHeaders))
    send(frame(frameType.data, flag.endStream, 1, 'abc'))
    t.is(errorCodeIn(await arrived(frameType.reset, 1)), 1)
  })

  test('the preface may come byte by byte', async (t) => {
    const { port } = await startPlane(t, { http2: way })
    const wire = dial(t, port)
    for (const byte of preface) {
      wire.send(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    wire.send(Buffer.concat([frame(frameType.settings, 0, 0), request(1)]))
    await wire.until(/\/$/)
    t.is(statusIn(framesIn(wire.received()).find(({ type }) => type === frameType.headers)!), 200)
  })

  test('of more streams than are allowed at a time, the rest is refused', async (t) => {
    const { send, arrived, requests, frames } = await open(t, { pipeline: never })
    send(Buffer.concat(Array.from({ length: 120 }, (_, index) => request(index * 2 + 1))))
    t.is(errorCodeIn(await arrived(frameType.reset, 239)), 7)
    // Not all of them begin in one turn.
    await eventually(() => assert.equal(requests.length, 100))
    t.is(frames().filter(({ type }) => type === frameType.reset).length, 20)
    const settings = frames().find(({ type, flags }) => type === frameType.settings && flags === 0)!
    t.true(settings.payload.includes(Buffer.from([0, 3, 0, 0, 0, 100])))
  })

  const floods = test.macro({
    async exec(t, [, reason]: [string, string], bytes: Buffer, served: number) {
      const {
        send,
        closed,
        requests,
        refused,
        open: connections,
      } = await open(t, { pipeline: never })
      send(bytes)
      await closed
      while (connections() > 0 || refused.length === 0) await new Promise(setImmediate)
      t.true(requests.length <= served, `${requests.length}`)
      t.deepEqual(refused, [reason])
    },
    title: (_, [says]: [string, string]) => `${says} ends the connection`,
  })

  function times(count: number, make: (index: number) => Buffer): Buffer {
    return Buffer.concat(Array.from({ length: count }, (_, index) => make(index)))
  }

  const openAndReset = (index: number) =>
    Buffer.concat([request(index * 2 + 1), frame(frameType.reset, 0, index * 2 + 1, cancel)])
  const head = frame(frameType.headers, flag.endStream, 1, requestFields())
  const ping = frame(frameType.ping, 0, 0, Buffer.alloc(8))
  const settingsEntry = Buffer.from([0, 4, 0, 0, 255, 255])

  test(floods, ['opening and resetting streams', 'rapid-resets'], times(1000, openAndReset), 50)
  test(
    floods,
    ['opening streams without end', 'http2-error'],
    times(5000, (index) => request(index * 2 + 1)),
    100,
  )
  test(
    floods,
    ['CONTINUATION without end', 'http2-error'],
    Buffer.concat([
      head,
      times(100, () => frame(frameType.continuation, 0, 1, fields(['a', 'b']))),
    ]),
    0,
  )
  test(
    floods,
    ['empty CONTINUATION without end', 'http2-error'],
    Buffer.concat([head, times(100, () => frame(frameType.continuation, 0, 1))]),
    0,
  )
  test(
    floods,
    ['PING without end', 'too-many-pings'],
    times(20_000, () => ping),
    0,
  )
  test(
    floods,
    ['SETTINGS without end', 'too-many-settings'],
    times(20_000, () => frame(frameType.settings, 0, 0)),
    0,
  )
  test(
    floods,
    ['a SETTINGS frame with a hundred entries', 'http2-error'],
    frame(
      frameType.settings,
      0,
      0,
      times(100, () => settingsEntry),
    ),
    0,
  )
  test(
    floods,
    ['empty DATA without end', 'too-many-empty-data'],
    Buffer.concat([
      request(1, post, flag.endHeaders),
      times(5000, () => frame(frameType.data, 0, 1)),
    ]),
    1,
  )
  test(
    floods,
    ['a window beyond its limit', 'http2-error'],
    times(2, () => frame(frameType.windowUpdate, 0, 0, Buffer.from([0x7f, 255, 255, 255]))),
    0,
  )
  test(
    floods,
    ['a frame beyond the size agreed on', 'frame-too-large'],
    frame(frameType.data, 0, 1, 'x'.repeat(17_000)),
    0,
  )
  test(
    floods,
    ['a reset of a stream that is not open', 'idle-stream'],
    frame(frameType.reset, 0, 1, cancel),
    0,
  )
  test(
    floods,
    ['something that is no frame', 'frame-too-large'],
    Buffer.from('nonsense nonsense nonsense'),
    0,
  )

  test('streams reset one after the other are aborted, and too many of them end the connection', async (t) => {
    let aborted = 0
    const { send, socket, closed, requests } = await open(t, {
      limits: { http2ResetBurst: 20, http2YoungMs: 60_000 },
      pipeline: ({ signal }) => {
        signal.addEventListener('abort', () => aborted++)
        return never()
      },
    })
    for (let index = 0; index < 100 && !socket.destroyed; index++) {
      send(request(index * 2 + 1))
      while (requests.length === index && !socket.destroyed) await new Promise(setImmediate)
      send(frame(frameType.reset, 0, index * 2 + 1, cancel))
    }
    await closed
    while (aborted < requests.length) await new Promise(setImmediate)
    t.true(requests.length < 100)
  })

  test('a client that opens no stream is sent away', async (t) => {
    // So long that the preface is there in time on a busy machine, too.
    const { arrived, closed } = await open(t, { limits: { headTimeoutMs: 500 } })
    t.is(errorCodeIn(await arrived(frameType.goaway, 0)), 0)
    await closed
  })

  test('an idle connection is told to go away, then closed', async (t) => {
    const {
      send,
      arrived,
      closed,
      open: connections,
    } = await open(t, { limits: { keepAliveMs: 30, lingerMs: 30 } })
    send(request(1))
    await arrived(frameType.goaway, 0)
    await closed
    while (connections() > 0) await new Promise(setImmediate)
    t.is(statusIn(await arrived(frameType.headers, 1)), 200)
  })

  test('a stream in which nothing moves is reset, its neighbours are not', async (t) => {
    let streams = 0
    const { send, arrived } = await open(t, {
      limits: { idleMs: 60 },
      pipeline: (exchange) =>
        ++streams === 1 ? never() : exchange.respond({ status: 200, headers: [], body: 'x' }),
    })
    send(request(1, post, flag.endHeaders))
    t.is(errorCodeIn(await arrived(frameType.reset, 1)), 2)
    send(request(3))
    t.is(statusIn(await arrived(frameType.headers, 3)), 200)
  })

  const ofGrpc = { ...post, 'content-type': 'application/grpc' }

  test('a silent call of gRPC is given up when its client does not answer a ping', async (t) => {
    const limits = { idleMs: 40, pingAnswerMs: 40 }
    const { send, arrived, frames } = await open(t, { limits, pipeline: never })
    send(request(1, ofGrpc, flag.endHeaders))
    send(request(3, ofGrpc, flag.endHeaders))
    t.is(errorCodeIn(await arrived(frameType.reset, 1)), 2)
    t.is(errorCodeIn(await arrived(frameType.reset, 3)), 2)
    t.is(frames().filter(({ type }) => type === frameType.ping).length, 1)
  })

  test('a client that answers pings and does not read what it is sent is given up all the same', async (t) => {
    const { send, arrived, frames } = await open(t, {
      limits: { idleMs: 60 },
      pipeline: async (exchange) => {
        // More than a client's window takes that never gives more.
        const body = Readable.from([Buffer.alloc(200_000)])
        await exchange.respond({ status: 200, headers: [], body }).catch(() => undefined)
      },
    })
    send(request(1, ofGrpc, flag.endHeaders))
    t.is(errorCodeIn(await arrived(frameType.reset, 1)), 2)
    t.is(frames().filter(({ type }) => type === frameType.ping).length, 0)
  })

  const gone = test.macro({
    async exec(t, leave: (socket: Socket) => void) {
      const aborted = Promise.withResolvers<void>()
      const { send, socket, requests } = await open(t, {
        pipeline: async ({ signal }) => {
          await once(signal, 'abort')
          aborted.resolve()
        },
      })
      send(request(1))
      while (requests.length === 0) await new Promise(setImmediate)
      leave(socket)
      await aborted.promise
      t.pass()
    },
    title: (how) => `a connection that ${how} aborts what it asked for`,
  })

  test('breaks off', gone, (socket) => void socket.resetAndDestroy())
  test('its client closes', gone, (socket) => void socket.end())
})
