// What ends a client's connection, and what does not.
import test from 'ava'
import { constants } from 'node:http2'
import { limits } from '../sockets/limits.ts'
import { ClientFrames } from './client-frames.ts'
import { frameType, type FrameHead, type FrameProblem } from './frame.ts'

const { NGHTTP2_PROTOCOL_ERROR, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_FRAME_SIZE_ERROR } = constants

const of = (type: number, flags: number, stream: number, length = 10): FrameHead => ({
  type,
  flags,
  stream,
  length,
})
const head = (stream: number, flags = 5) => of(frameType.headers, flags, stream)
const reset = (stream: number) => of(frameType.reset, 0, stream, 4)
const data = (flags: number, length: number) => of(frameType.data, flags, 1, length)
const more = (flags: number, length = 10) => of(frameType.continuation, flags, 1, length)

function judge(frames: readonly FrameHead[], hasAnswered = false): FrameProblem | undefined {
  const watch = new ClientFrames(limits, { hasAnswered: () => hasAnswered })
  for (const frame of frames) {
    const problem = watch.judge(frame)
    if (problem) return problem
  }
  return undefined
}

const ends = test.macro({
  exec(t, _says: string, frames: readonly FrameHead[], [code, reason]: [number, string]) {
    t.deepEqual(judge(frames), { code, reason })
  },
  title: (_, says) => `${says} ends the connection`,
})

const passes = test.macro({
  exec(t, _says: string, frames: readonly FrameHead[]) {
    t.is(judge(frames), undefined)
  },
  title: (_, says) => `${says} pass`,
})

const open = head(1, 4)
const error = NGHTTP2_PROTOCOL_ERROR
const calm = NGHTTP2_ENHANCE_YOUR_CALM
const ofType = (type: number) => [open, ...times(30_000, () => of(type, 0, 0))]

test(
  ends,
  'trailers that do not end their stream',
  [open, head(1, 4)],
  [error, 'trailers-without-end'],
)
test(ends, 'a second head', [head(1), head(1, 4)], [error, 'trailers-without-end'])
test(ends, 'a stream of the server’s', [head(2)], [error, 'even-stream'])
test(ends, 'a reset of a stream that was not opened', [head(1), reset(3)], [error, 'idle-stream'])
test(ends, 'DATA of a stream that was not opened', [data(0, 1)], [error, 'idle-stream'])
test(ends, 'a push', [of(frameType.pushPromise, 4, 1)], [error, 'push-by-client'])
test(ends, 'CONTINUATION of nothing', [head(1), more(4)], [error, 'header-block-broken'])
test(ends, 'DATA amid a head', [head(1, 1), data(0, 1)], [error, 'header-block-broken'])
test(ends, 'a PING amid a head', [head(1, 1), of(6, 0, 0, 8)], [error, 'header-block-broken'])
test(
  ends,
  'CONTINUATION of another stream',
  [head(1, 1), of(frameType.continuation, 4, 3)],
  [error, 'header-block-broken'],
)
test(
  ends,
  'a frame that is too long',
  [open, data(0, 16_385)],
  [NGHTTP2_FRAME_SIZE_ERROR, 'frame-too-large'],
)
test(
  ends,
  'a head without end',
  [head(1, 1), ...times(10, () => more(0, 16_384))],
  [calm, 'header-block-too-large'],
)
test(
  ends,
  'a head in a thousand empty frames',
  [head(1, 1), ...times(1000, () => more(0, 0))],
  [calm, 'header-block-too-large'],
)
test(ends, 'a flood of PING', ofType(frameType.ping), [calm, 'too-many-pings'])
test(ends, 'a flood of SETTINGS', ofType(frameType.settings), [calm, 'too-many-settings'])
test(ends, 'a flood of PRIORITY', ofType(frameType.priority), [calm, 'too-many-priorities'])
test(ends, 'a flood of WINDOW_UPDATE', ofType(8), [calm, 'too-many-window-updates'])
test(ends, 'a flood of frames that nobody knows', ofType(0x42), [calm, 'too-many-idle-frames'])
test(
  ends,
  'a flood of empty DATA',
  [open, ...times(1000, () => data(0, 0))],
  [calm, 'too-many-empty-data'],
)
test(
  ends,
  'a flood of small DATA with padding',
  [open, ...times(9000, () => data(8, 2))],
  [calm, 'too-many-padded-data'],
)
test(ends, 'a rapid reset', times(1000, resetAt), [calm, 'rapid-resets'])
test(
  ends,
  'a flood of resets of streams that are over',
  [head(1), ...times(9000, () => reset(1))],
  [calm, 'too-many-idle-frames'],
)

test(
  passes,
  'trailers of many requests',
  times(9000, (at) => at).flatMap((at) => [head(at * 2 + 1, 4), head(at * 2 + 1)]),
)
test(
  passes,
  'requests without end',
  times(99_999, (at) => head(at * 2 + 1)),
)
test(passes, 'bodies in small DATA', [open, ...times(99_999, () => data(0, 1))])
test(passes, 'as many cancels as there may be streams, twice', times(200, resetAt))

test('streams whose answer began may be reset without limit', (t) => {
  t.is(judge(times(9000, resetAt).flat(), true), undefined)
})

test('60 young streams a second may be reset for ever, 2,000 a second may not', (t) => {
  let now = 1000
  const asked = { hasAnswered: () => false, now: () => now }
  const cancel = (watch: ClientFrames, stream: number) =>
    watch.judge(head(stream)) ?? watch.judge(reset(stream))
  const calmWatch = new ClientFrames(limits, asked)
  for (let at = 0; at < 60 * 60; at++, now += 1000 / 60)
    t.is(cancel(calmWatch, at * 2 + 1), undefined)
  const flooded = new ClientFrames(limits, asked)
  let isEnded = false
  for (let at = 0; at < 1000 && !isEnded; at++, now += 0.5)
    isEnded = cancel(flooded, at * 2 + 1) !== undefined
  t.true(isEnded)
})

test('WINDOW_UPDATE comes with what is sent to the client', (t) => {
  const watch = new ClientFrames(limits, { hasAnswered: () => true })
  watch.judge(open)
  for (let at = 0; at < 99_999; at++) {
    watch.onSent(16_384)
    t.is(watch.judge(of(frameType.windowUpdate, 0, 1, 4)), undefined)
  }
})

function times<T>(
  count: number,
  make: (at: number) => T,
): T extends readonly FrameHead[] ? FrameHead[] : T[]
function times(count: number, make: (at: number) => unknown): unknown[] {
  return Array.from({ length: count }, (_, at) => make(at)).flat()
}

function resetAt(at: number): readonly FrameHead[] {
  return [head(at * 2 + 1), reset(at * 2 + 1)]
}
