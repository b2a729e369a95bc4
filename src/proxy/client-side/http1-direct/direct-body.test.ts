import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import test from 'ava'
import { inPieces } from '../../../testing/proxy/in-pieces.ts'
import { malformed } from '../../http1-bytes/field-lines.ts'
import { SharedAllowance } from '../../request/forward/shared-allowance.ts'
import type { RequestRefusal } from '../../sockets/refusal.ts'
import { AheadRoom } from '../direct-exchange/ahead-room.ts'
import { type BodyReader, DirectBody } from './direct-body.ts'

/** Reads a body as its client and its endpoint have it; notes what it is told, and whether the socket is read. */
class Reading implements BodyReader {
  readonly allowance = new SharedAllowance(1_000_000)
  readonly body: DirectBody
  isRead = true
  ahead = 0
  content = ''
  pieces = 0
  behind = ''
  refusal: RequestRefusal | undefined

  constructor(length = -1) {
    const pause = () => void (this.isRead = false)
    const resume = () => void (this.isRead = true)
    // A stand-in: of a socket it is asked for these alone.
    this.body = new DirectBody(length, { pause, resume } as never, this)
  }

  readAhead(bytes: number): void {
    this.body.readAhead(new AheadRoom(bytes, this.allowance.of('127.0.0.1')))
  }

  onAhead(more: number): void {
    this.ahead += more
  }

  onReadAhead(): void {
    this.content += this.body.take().toString('latin1')
    this.body.resume()
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.pieces++
    this.content += bytes.toString('latin1', start, end)
  }

  onBehindBody(bytes: Buffer): void {
    this.behind += bytes.toString('latin1')
  }

  onMalformed(refusal: RequestRefusal): void {
    this.refusal = refusal
    this.body.stop()
  }

  /** As the socket gives it: only while it is read. */
  async give(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      while (!this.isRead && !this.refusal) await turn()
      if (this.refusal) return
      if (this.body.isOver) this.behind += piece.toString('latin1')
      else this.body.receive(Buffer.from(piece))
    }
    while (!this.isRead && !this.body.isOver && !this.refusal) await turn()
  }
}

const tiny = (count: number) => '1\r\na\r\n'.repeat(count)
const chunkOf = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n`

test('content, trailers and what comes behind are the same however the bytes come', async (t) => {
  const content = fc.oneof(
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }).map((text) => [text]),
    fc.integer({ min: 1, max: 3_000 }).map((count) => Array<string>(count).fill('a')),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { maxLength: 4 }),
      fc.array(fc.nat(20_000), { maxLength: 6 }),
      fc.constantFrom(1, 50, 100_000),
      fc.nat(200),
      async (parts, cuts, aheadBytes, begun) => {
        const chunks = parts.flat()
        const text = `${chunks.map(chunkOf).join('')}0\r\nX: 1\r\nCookie: a\r\n\r\n`
        const bytes = Buffer.from(`GET ${text}`, 'latin1')
        const reading = new Reading()
        const { body } = reading
        const first = bytes.subarray(0, 4 + begun)
        const end = body.begin(first, 4)
        if (body.isOver) t.is(end, bytes.length)
        else t.is(end, first.length)
        reading.readAhead(aheadBytes)
        const behind = Buffer.from(`${bytes.toString('latin1', first.length)}GET`, 'latin1')
        if (!body.isOver) await reading.give(inPieces(behind, cuts))
        t.is(reading.content, chunks.join(''))
        t.is(body.received, reading.content.length)
        t.deepEqual(body.trailers, [['X', '1']])
        if (end < bytes.length) t.is(reading.behind, 'GET')
        t.is(reading.allowance.taken, 0)
      },
    ),
    { numRuns: 60 },
  )
})

test('chunks of a byte are read a little in a turn, and given on in few pieces', async (t) => {
  const reading = new Reading()
  reading.body.begin(Buffer.alloc(0), 0)
  reading.readAhead(0)
  reading.body.receive(Buffer.from(tiny(10_000)))
  t.true(reading.content.length < 1_000)
  t.false(reading.isRead)
  while (!reading.isRead) await turn()
  t.is(reading.content.length, 10_000)
  t.true(reading.pieces < 20, `${reading.pieces}`)
})

test('a stream may end while the rest of it is to be read', async (t) => {
  for (const last of ['0\r\n\r\n', '']) {
    const reading = new Reading()
    reading.body.begin(Buffer.alloc(0), 0)
    reading.readAhead(0)
    reading.body.receive(Buffer.from(tiny(2_000) + last))
    reading.body.end()
    t.is(reading.refusal, undefined)
    while (!reading.isRead && !reading.refusal) await turn()
    t.is(reading.content.length, 2_000)
    t.is(reading.refusal?.reason, last === '' ? 'bad-syntax' : undefined)
  }
})

test('a body that ended before it is read ahead is cut then', (t) => {
  const reading = new Reading()
  reading.body.begin(Buffer.from('3\r\nabc\r\n'), 0)
  reading.body.end()
  t.is(reading.refusal, undefined)
  reading.readAhead(100)
  t.is(reading.refusal?.reason, 'bad-syntax')
})

test('a body that ends while its endpoint is not connected yet is cut at once', (t) => {
  const reading = new Reading(6)
  reading.onReadAhead = () => {}
  reading.body.begin(Buffer.from('abc'), 0)
  reading.readAhead(0)
  t.false(reading.isRead)
  reading.body.end()
  t.is(reading.refusal?.reason, 'bad-syntax')
})

test('while it is paused nothing is read, neither of the socket nor of the rest', async (t) => {
  const reading = new Reading()
  reading.body.begin(Buffer.from(tiny(2_000)), 0)
  for (let turns = 0; turns < 3; turns++) await turn()
  t.false(reading.isRead)
  t.true(reading.body.received < 1_000)
  reading.readAhead(1_500)
  while (reading.content === '') await turn()
  reading.body.pause()
  const { length } = reading.content
  for (let turns = 0; turns < 3; turns++) await turn()
  t.is(reading.content.length, length)
  t.true(reading.body.isPaused)
  reading.body.resume()
  while (!reading.isRead) await turn()
  t.is(reading.content.length, 2_000)
})

test('what came with the head stays as it was', (t) => {
  const bytes = Buffer.from('POST 3\r\nabc\r\n3\r\ndef\r\nx')
  const { body } = new Reading()
  t.is(body.begin(bytes, 5), malformed)
  t.is(bytes.toString(), 'POST 3\r\nabc\r\n3\r\ndef\r\nx')
})

for (const [bytes, reason] of [
  ['x', 'bad-framing'],
  ['20000000000000\r\n', 'bad-framing'],
  ['0\r\nContent-Length: 1\r\n\r\n', 'bad-framing'],
  ['3\n', 'bad-syntax'],
  ['1\rx', 'bad-syntax'],
  ['0\r\nX : 1\r\n\r\n', 'bad-syntax'],
  [`3;${'x'.repeat(17_000)}`, 'chunk-extensions-too-large'],
  [`0\r\nX: ${'x'.repeat(70_000)}`, 'header-too-large'],
] as const)
  test(`${JSON.stringify(bytes.slice(0, 40))} is refused: ${reason}`, (t) => {
    for (const aheadBytes of [0, 100]) {
      const reading = new Reading()
      reading.body.begin(Buffer.alloc(0), 0)
      reading.readAhead(aheadBytes)
      reading.body.receive(Buffer.from(`3\r\nabc\r\n${bytes}`))
      t.is(reading.refusal?.reason, reason)
      // What came before it is given on, if anything is.
      t.is(reading.content, aheadBytes === 0 ? 'abc' : '')
      t.false(reading.body.isOver)
    }
  })

test('of a body with a length no more is read than that', async (t) => {
  const reading = new Reading(6)
  t.is(reading.body.begin(Buffer.from('POST abc'), 5), 8)
  reading.readAhead(100)
  await reading.give([Buffer.from('d'), Buffer.from('efGET')])
  t.is(reading.content, 'abcdef')
  t.is(reading.ahead, 3)
  t.is(reading.behind, 'GET')
})
