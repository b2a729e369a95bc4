import * as fc from 'fast-check'
import test from 'ava'
import { inPieces } from '../../testing/proxy/in-pieces.ts'
import { ChunkReader, type PieceKind } from './chunk-reader.ts'
import { malformed } from './field-lines.ts'

/** What a body in `pieces` gives, as text; undefined where it is malformed. */
function read(pieces: readonly Buffer[], kind: PieceKind) {
  let given = ''
  const reader = new ChunkReader({
    onPiece: (bytes, start, end) => (given += bytes.toString('latin1', start, end)),
  })
  reader.reset(kind)
  let rest = ''
  for (const piece of pieces) {
    if (reader.isOver) {
      rest += piece.toString('latin1')
      continue
    }
    const next = reader.read(piece, 0, piece.length)
    if (next === malformed) return { given, isWhole: false, isMalformed: true }
    rest += piece.toString('latin1', next)
  }
  const { isOver, trailers, chunks } = reader
  return { given, isWhole: isOver, isMalformed: false, rest, trailers, chunks }
}

const chunk = fc.record({
  content: fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }),
  extension: fc.constantFrom('', ';a', ';a=b', ';a="b c";d'),
  zeros: fc.constantFrom('', '0', '0'.repeat(40)),
})
const trailer = fc.tuple(fc.constantFrom('X', 'a-b', 'Date'), fc.constantFrom('', '1', 'x y'))

test('content and framing are the same however the bytes come', (t) => {
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 5 }),
      fc.array(trailer, { maxLength: 3 }),
      fc.array(fc.nat(300)),
      (chunks, trailers, cuts) => {
        const body = chunks.map(
          ({ content, extension, zeros }) =>
            `${zeros}${content.length.toString(16)}${extension}\r\n${content}\r\n`,
        )
        const lines = trailers.map(([name, value]) => `${name}:  ${value}\t\r\n`)
        const bytes = Buffer.from(`${body.join('')}0;x\r\n${lines.join('')}\r\nrest`, 'latin1')
        const content = chunks.map((each) => each.content).join('')
        const pieces = inPieces(bytes, cuts)
        const whole = { isWhole: true, isMalformed: false, rest: 'rest', trailers }
        const count = chunks.length + 1
        t.deepEqual(read(pieces, 'content'), { ...whole, given: content, chunks: count })
        const framed = read(pieces, 'framed')
        t.like(framed, { ...whole, chunks: count })
        // It is a body again, without extensions, as soon as it has its end.
        const plain = chunks.map((each) => `${each.zeros}28\r\n${each.content}\r\n`).join('')
        t.true(framed.given.length <= plain.length)
        t.is(read([Buffer.from(`${framed.given}0\r\n\r\n`, 'latin1')], 'content').given, content)
      },
    ),
  )
})

const refused = test.macro({
  title: (title, bytes: string) => title ?? `${JSON.stringify(bytes)} is malformed`,
  exec: (t, bytes: string) => {
    for (const kind of ['content', 'framed'] as const)
      for (let cut = 0; cut <= Math.min(bytes.length, 40); cut++)
        t.true(read(inPieces(Buffer.from(bytes, 'latin1'), [cut]), kind).isMalformed)
  },
})

for (const bytes of [
  '\r\n',
  ';a\r\n',
  ' 3\r\n',
  '3 \r\n',
  '0x3\r\n',
  '-3\r\n',
  '3\n',
  '3\r3',
  '3\r\nabcd\r\n',
  '3\r\nabc\n0\r\n\r\n',
  '3\r\nabc0\r\n\r\n',
  '3\r\nabc\r0\r\n\r\n',
  '3;\r\n',
  '3; a\r\n',
  '3;a="\r\n',
  '3;a\0b\r\n',
  '3;a\nb\r\n',
  '0\n',
  '0\r\n\n',
  '0\r\n\r0',
  '0\r\nX\r\n\r\n',
  '0\r\nX: 1\n\r\n',
  '0\r\n X: 1\r\n\r\n',
  '20000000000000\r\n',
  '0\r\nContent-Length: 1\r\n\r\n',
  '0\r\nX: 1\r\ntransfer-encoding: chunked\r\n\r\n',
])
  test(refused, bytes)

test('an extension without end is malformed', refused, `3;${'x'.repeat(17_000)}`)
