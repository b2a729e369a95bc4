// Frames are the same in whatever pieces their bytes come.
import test from 'ava'
import * as fc from 'fast-check'
import { frame, preface } from '../../testing/proxy/client-side/frames.ts'
import { frameType } from '../frames/frame.ts'
import { FrameScanner } from './frame-scanner.ts'

const text = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

function scan(pieces: readonly Buffer[], most = Infinity) {
  const frames: string[] = []
  let data = ''
  const scanner = new FrameScanner(
    {
      judge: ({ type }) => (type === 99 ? { code: 1, reason: 'unwanted' } : undefined),
      onData({ stream }, chunk, { start, end, isLast }) {
        data += chunk.toString('latin1', start, end)
        if (!isLast) return undefined
        frames.push(`data ${stream} ${data}`)
        data = ''
        return undefined
      },
      onFrame({ type, stream, flags }, payload) {
        frames.push(`${type} ${stream} ${flags} ${payload.toString('latin1')}`)
        return undefined
      },
    },
    text,
  )
  const read = pieces.map((piece) => scanner.read(piece, most))
  return { frames, read, problem: scanner.problem }
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const ends = [...new Set(at.map((n) => n % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

test('in any pieces', (t) => {
  const one = fc.record({
    type: fc.integer({ min: 0, max: 12 }),
    flags: fc.constantFrom(0, 1, 4, 8),
    stream: fc.nat(2 ** 31 - 1),
    payload: fc.string({ maxLength: 40 }),
  })
  fc.assert(
    fc.property(fc.array(one), fc.array(fc.nat()), (given, at) => {
      const bytes = given.map(({ type, flags, stream, payload }) =>
        frame(type, flags, stream, Buffer.from(payload, 'latin1')),
      )
      const all = Buffer.concat([preface, ...bytes])
      const whole = scan([all])
      t.is(whole.frames.length, given.length)
      t.deepEqual(scan(cut(all, at)).frames, whole.frames)
    }),
  )
})

test('a preface that is another ends it at its first byte', (t) => {
  t.is(scan([Buffer.from('PRI * HTTP/1.1\r\n')]).problem?.code, 1)
})

test('nothing is read behind a frame that is refused', (t) => {
  const bytes = [preface, frame(99, 0, 0, 'x'), frame(frameType.ping, 0, 0, 'y')]
  const { frames, problem } = scan([Buffer.concat(bytes)])
  t.is(problem?.reason, 'unwanted')
  t.deepEqual(frames, [])
})

test('after so many frames the rest is for later', (t) => {
  const ping = frame(frameType.ping, 0, 0, '12345678')
  const { frames, read } = scan([Buffer.concat([preface, ping, ping, ping])], 2)
  t.is(frames.length, 2)
  t.deepEqual(read, [preface.length + 2 * ping.length])
})
