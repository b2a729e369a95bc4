// Frames in pieces of any size: what is judged, what is let through, and what becomes of small DATA.
import test from 'ava'
import { frame, framesIn, preface, request } from '../../testing/proxy/client-side/frames.ts'
import { FrameReader } from './frame-reader.ts'
import { frameType, protocolError, type FrameHead } from './frame.ts'

const data = (stream: number, payload: string, flags = 0) =>
  frame(frameType.data, flags, stream, payload)
const ping = frame(frameType.ping, 0, 0, 'pingpong')
const wrong = frame(0x77, 0, 0, 'wrong')

function read(chunks: readonly Buffer[]) {
  const judged: FrameHead[] = []
  const reader = new FrameReader(
    (head) => {
      judged.push(head)
      return head.type === 0x77 ? protocolError('wrong') : undefined
    },
    { preface: preface.length },
  )
  const passed: Buffer[] = []
  for (const chunk of chunks) {
    const { bytes, problem } = reader.read(chunk)
    passed.push(bytes)
    if (problem) return { judged, passed: Buffer.concat(passed), problem }
  }
  return { judged, passed: Buffer.concat(passed), problem: undefined }
}

/** What a stream's DATA says, however it is cut into frames. */
function bodies(bytes: Buffer): Record<string, string> {
  const said: Record<string, string> = {}
  for (const { type, flags, stream, payload } of framesIn(bytes.subarray(preface.length)))
    if (type === frameType.data)
      said[stream] = `${said[stream] ?? ''}${payload.toString()}${flags === 1 ? '.' : ''}`
  return said
}

const many = Buffer.concat(
  Array.from({ length: 60 }, (_, at) =>
    Buffer.concat([data(1, `${at % 10}`), data(3, 'ab'), at % 50 === 0 ? ping : Buffer.alloc(0)]),
  ),
)
const all = Buffer.concat([preface, request(1), request(3), many, data(1, 'x', 1), data(3, '', 1)])

test('wherever the bytes are cut, the same frames are judged and the same bodies come through', (t) => {
  const whole = read([all])
  for (let at = 1; at < all.length; at++) {
    const { judged, passed } = read([all.subarray(0, at), all.subarray(at)])
    t.deepEqual([judged, bodies(passed)], [whole.judged, bodies(all)])
  }
})

test('bytes that come one by one go through as they are', (t) => {
  const { passed, judged } = read(Array.from(all, (byte) => Buffer.from([byte])))
  t.true(passed.equals(all))
  t.deepEqual(judged, read([all]).judged)
})

test('wherever the bytes are cut, nothing of a frame that is refused does anything', (t) => {
  const bytes = Buffer.concat([preface, request(1), data(1, 'ab'), wrong, data(1, 'c', 1)])
  for (let at = 1; at < bytes.length; at++) {
    const { passed, problem } = read([bytes.subarray(0, at), bytes.subarray(at)])
    t.is(problem?.reason, 'wrong')
    // Half of a frame's head may have gone through.
    t.true(passed.length < bytes.indexOf(wrong) + 9)
    t.deepEqual(bodies(passed), { 1: 'ab' })
  }
})

test('many small DATA frames of a chunk become few, and each stream keeps its order', (t) => {
  const { passed } = read([all])
  t.true(framesIn(all.subarray(preface.length)).length > 120)
  t.true(framesIn(passed.subarray(preface.length)).length < 30)
  t.deepEqual(bodies(passed), bodies(all))
})

test('no joined frame is longer than every peer must take', (t) => {
  const pieces = Array.from({ length: 100 }, () => data(1, 'x'.repeat(1000)))
  const { passed } = read([Buffer.concat([preface, request(1), ...pieces])])
  for (const { payload } of framesIn(passed.subarray(preface.length)))
    t.true(payload.length <= 16_384)
  t.is(bodies(passed)[1]?.length, 100_000)
})

test('a reset stays behind the DATA that came before it', (t) => {
  const pieces = Array.from({ length: 50 }, () => data(1, 'x'))
  const reset = frame(frameType.reset, 0, 1, Buffer.from([0, 0, 0, 8]))
  const { passed } = read([Buffer.concat([preface, request(1), ...pieces, reset])])
  t.is(framesIn(passed.subarray(preface.length)).at(-1)?.type, frameType.reset)
})

test('after enough frames the rest is for later, whatever comes in between', (t) => {
  const reader = new FrameReader(() => undefined, { preface: preface.length })
  const passed: Buffer[] = []
  let rest: Buffer | undefined = all
  let reads = 0
  for (; rest; reads++) {
    const part = reader.read(rest, 16)
    passed.push(part.bytes)
    rest = part.rest
  }
  t.true(reads > 5, `${reads}`)
  t.deepEqual(bodies(Buffer.concat(passed)), bodies(all))
})
