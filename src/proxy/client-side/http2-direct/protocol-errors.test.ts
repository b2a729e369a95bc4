// What breaks the rules of RFC 9113: the connection or the stream ends with the code that the RFC names, and
// what the rules allow goes on.
import test from 'ava'
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
} from '../../../testing/proxy/client-side/frames.ts'
import { startPlane } from '../../../testing/proxy/client-side/plane.ts'
import { dial } from '../../../testing/proxy/client-side/wire.ts'

const { data, headers, priority, reset, settings, ping, goaway, windowUpdate } = frameType
const padded = 8
const post = { ':method': 'POST' }
const open = request(1, post, flag.endHeaders)
const never = () => new Promise<void>(() => undefined)
const entry = (id: number, value: number) => {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt16BE(id, 0)
  bytes.writeUInt32BE(value, 2)
  return bytes
}
const number = (value: number) => entry(0, value).subarray(2)

const codes = { protocol: 1, flow: 3, closed: 5, size: 6, compression: 9, calm: 11 } as const

const ends = test.macro({
  async exec(t, [, code]: [string, keyof typeof codes], ...bytes: Buffer[]) {
    const { port, refused } = await startPlane(t, { pipeline: never, http2: 'direct' })
    const wire = dial(t, port)
    wire.send(Buffer.concat([preface, frame(settings, 0, 0), ...bytes]))
    await wire.closed
    const told = framesIn(wire.received()).find(({ type }) => type === goaway)
    t.is(told && errorCodeIn(told), codes[code])
    t.is(refused.length, 1)
  },
  title: (_, [says]: [string, keyof typeof codes], ..._bytes: Buffer[]) =>
    `${says} ends the connection`,
})

test(ends, ['DATA of stream 0', 'protocol'], frame(data, 0, 0, 'x'))
test(ends, ['HEADERS of stream 0', 'protocol'], frame(headers, 5, 0, requestFields()))
test(ends, ['a reset of stream 0', 'protocol'], frame(reset, 0, 0, number(8)))
test(ends, ['a ping of a stream', 'protocol'], frame(ping, 0, 1, '12345678'))
test(ends, ['settings of a stream', 'protocol'], frame(settings, 0, 1))
test(ends, ['a GOAWAY of a stream', 'protocol'], frame(goaway, 0, 1, Buffer.alloc(8)))
test(ends, ['a short ping', 'size'], frame(ping, 0, 0, '1234567'))
test(ends, ['a short reset', 'size'], open, frame(reset, 0, 1, '123'))
test(ends, ['a short priority', 'size'], frame(priority, 0, 1, '1234'))
test(ends, ['a short GOAWAY', 'size'], frame(goaway, 0, 0, '1234'))
test(ends, ['a short WINDOW_UPDATE', 'size'], frame(windowUpdate, 0, 0, '123'))
test(ends, ['half a setting', 'size'], frame(settings, 0, 0, '123'))
test(ends, ['an acknowledgement with settings', 'size'], frame(settings, 1, 0, entry(4, 1)))
test(ends, ['an acknowledgement of nothing', 'protocol'], ...twice(frame(settings, 1, 0)))
test(ends, ['a window above 2^31-1', 'flow'], frame(settings, 0, 0, entry(4, 2 ** 31)))
test(ends, ['frames of a size below the least', 'protocol'], frame(settings, 0, 0, entry(5, 1)))
test(ends, ['push that is neither', 'protocol'], frame(settings, 0, 0, entry(2, 2)))
test(ends, ['a window that grows by nothing', 'protocol'], frame(windowUpdate, 0, 0, number(0)))
test(ends, ['more padding than DATA', 'protocol'], open, frame(data, padded, 1, '\u0005abcd'))
test(ends, ['more padding than HEADERS', 'protocol'], frame(headers, 13, 1, '\u0005abcd'))
test(ends, ['a block that is broken', 'compression'], frame(headers, 5, 1, Buffer.from([0x80])))
test(
  ends,
  ['a broken block of a stream that is over', 'compression'],
  request(3),
  frame(headers, 5, 1, Buffer.from([0xff])),
)
test(ends, ['a head of a stream that was passed over', 'protocol'], request(5), request(3))
test(
  ends,
  ['DATA of a stream that its client reset', 'closed'],
  open,
  frame(reset, 0, 1, number(8)),
  frame(data, 0, 1, 'x'),
)
test(ends, ['a PRIORITY of no stream', 'protocol'], frame(frameType.priority, 0, 0, '12345'))
test(
  ends,
  ['a WINDOW_UPDATE of a stream that never was', 'protocol'],
  frame(windowUpdate, 0, 5, number(1)),
)
test(
  ends,
  ['more than the window of a stream', 'flow'],
  open,
  ...Array.from({ length: 17 }, () => frame(data, 0, 1, 'x'.repeat(16_384))),
)
test(
  ends,
  ['more than 100 requests that are malformed', 'calm'],
  ...Array.from({ length: 101 }, (_, at) => request(at * 2 + 1, { te: 'gzip' })),
)

function twice(bytes: Buffer): [Buffer, Buffer] {
  return [bytes, bytes]
}

const resets = test.macro({
  async exec(t, [, code]: [string, keyof typeof codes], ...bytes: Buffer[]) {
    const { port } = await startPlane(t, { pipeline: never, http2: 'direct' })
    const wire = dial(t, port)
    wire.send(Buffer.concat([hello, ...bytes]))
    await wire.until(() => framesIn(wire.received()).some(({ type }) => type === reset))
    const told = framesIn(wire.received()).find(({ type }) => type === reset)!
    t.is(told.stream, 1)
    t.is(errorCodeIn(told), codes[code])
    // The connection is as it was.
    wire.send(frame(ping, 0, 0, 'are you?'))
    await wire.until(/are you\?/)
  },
  title: (_, [says]: [string, keyof typeof codes], ..._bytes: Buffer[]) =>
    `${says} ends the stream alone`,
})

test(resets, ['DATA behind the end', 'closed'], request(1, post), frame(data, 0, 1, 'x'))
test(
  resets,
  ['trailers behind the end', 'closed'],
  request(1, post),
  frame(headers, 5, 1, fields(['x', 'y'])),
)
test(
  resets,
  ['a pseudo-header among trailers', 'protocol'],
  open,
  frame(headers, 5, 1, fields([':path', '/'])),
)
test(
  resets,
  ['a length without a body', 'protocol'],
  request(1, { ...post, 'content-length': '1' }),
)
test(
  resets,
  ['a window of a stream above 2^31-1', 'flow'],
  open,
  frame(windowUpdate, 0, 1, number(2 ** 31 - 1)),
)
test(
  resets,
  ['two lengths', 'protocol'],
  frame(
    headers,
    5,
    1,
    Buffer.concat([requestFields({ 'content-length': '0' }), fields(['content-length', '0'])]),
  ),
)
test(
  resets,
  ['a request without a path', 'protocol'],
  frame(headers, 5, 1, fields([':method', 'GET'], [':scheme', 'http'], [':authority', 'a'])),
)

const passes = test.macro({
  async exec(t, _says: string, ...bytes: Buffer[]) {
    const { port, requests } = await startPlane(t, { http2: 'direct' })
    const wire = dial(t, port)
    wire.send(Buffer.concat([hello, ...bytes]))
    const isHead = ({ type }: { type: number }) => type === headers
    await wire.until(() => framesIn(wire.received()).some(isHead))
    t.is(statusIn(framesIn(wire.received()).find(isHead)!), 200)
    t.is(requests.length, 1)
  },
  title: (_, says) => `${says} changes nothing`,
})

test(passes, 'a frame of a type that nobody knows', frame(77, 255, 9, 'x'), request(1))
test(passes, 'a setting that nobody knows', frame(settings, 0, 0, entry(99, 1)), request(1))
test(passes, 'a reset of a stream that is over', request(3), frame(reset, 0, 1, number(8)))
test(
  passes,
  'DATA of a stream that was reset here',
  frame(headers, 4, 1, fields([':method', 'GET'], [':scheme', 'http'], [':authority', 'a'])),
  frame(data, 1, 1, 'x'),
  request(3),
)
test(
  passes,
  'padding',
  frame(headers, 13, 1, Buffer.concat([Buffer.from([3]), requestFields(), Buffer.alloc(3)])),
)

test('a window that is lowered and raised again lets go on what waits, and no more', async (t) => {
  const { port } = await startPlane(t, {
    http2: 'direct',
    pipeline: (exchange) =>
      exchange.respond({ status: 200, headers: [], body: 'x'.repeat(1000) }).catch(() => undefined),
  })
  const wire = dial(t, port)
  const sent = () =>
    framesIn(wire.received())
      .filter(({ type }) => type === data)
      .reduce((sum, { payload }) => sum + payload.length, 0)
  wire.send(Buffer.concat([preface, frame(settings, 0, 0, entry(4, 10)), request(1)]))
  await wire.until(() => sent() === 10)
  // Ten were taken of the stream's window: it is 15 below 0.
  wire.send(frame(settings, 0, 0, entry(4, 5)))
  wire.send(frame(windowUpdate, 0, 1, number(5)))
  wire.send(frame(ping, 0, 0, 'are you?'))
  await wire.until(/are you\?/)
  t.is(sent(), 10)
  wire.send(frame(windowUpdate, 0, 1, number(20)))
  await wire.until(() => sent() === 30)
  wire.send(frame(settings, 0, 0, entry(4, 5000)))
  await wire.until(() => sent() === 1000)
  t.is(framesIn(wire.received()).findLast(({ type }) => type === data)!.flags, flag.endStream)
})

test('a block that needs more frames than one goes on in CONTINUATION', async (t) => {
  const { port } = await startPlane(t, {
    http2: 'direct',
    pipeline: (exchange) =>
      exchange.respond({ status: 200, headers: [['x', 'y'.repeat(40_000)]], body: 'z' }),
  })
  const wire = dial(t, port)
  wire.send(Buffer.concat([hello, request(1)]))
  await wire.until(/z$/)
  const ofHead = framesIn(wire.received()).filter(
    ({ stream, type }) => stream === 1 && type !== data,
  )
  t.deepEqual(
    ofHead.map(({ type, flags }) => [type, flags]),
    [
      [headers, 0],
      [frameType.continuation, 0],
      [frameType.continuation, flag.endHeaders],
    ],
  )
})

test('a client that keeps a smaller table than everyone is told that ours is empty, before any field', async (t) => {
  const { port } = await startPlane(t, { http2: 'direct' })
  const wire = dial(t, port)
  wire.send(Buffer.concat([preface, frame(settings, 0, 0, entry(1, 0)), request(1), request(3)]))
  const heads = () => framesIn(wire.received()).filter(({ type }) => type === headers)
  await wire.until(() => heads().length === 2)
  t.deepEqual(
    heads().map(({ payload }) => payload.toString('hex', 0, 2)),
    // An empty table, then `:status: 200` of the table that everyone knows; then that and the next field.
    ['2088', '8800'],
  )
})
