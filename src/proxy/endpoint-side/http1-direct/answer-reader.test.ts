import * as fc from 'fast-check'
import test from 'ava'
import { malformed } from '../../http1-bytes/field-lines.ts'
import { inPieces } from '../../../testing/proxy/in-pieces.ts'
import { AnswerReader } from './answer-reader.ts'

/** What is read of an answer in `pieces`; `problem` where it is malformed. */
function read(pieces: readonly Buffer[], isHead?: boolean) {
  const seen = { interims: [] as number[], status: 0, headers: [] as unknown[], body: '' }
  const reader = new AnswerReader({
    onInterim: ({ status }) => void seen.interims.push(status),
    onAnswer: (head) => Object.assign(seen, { status: head.status, headers: head.list() }),
    onPiece: (bytes, start, end) => (seen.body += bytes.toString('latin1', start, end)),
  })
  reader.reset({ isHead: isHead ?? false, takes: 'content' })
  let rest = ''
  for (const piece of pieces) {
    const next = reader.isOver ? 0 : reader.read(piece, 0, piece.length)
    if (next === malformed) return { ...seen, problem: reader.head.problem }
    rest += piece.toString('latin1', next)
  }
  const { isOver, isWholeByClose, trailers } = reader
  const { framing, mayBeKept, keepAlive } = reader.head
  return { ...seen, rest, isOver, isWholeByClose, framing, mayBeKept, keepAlive, trailers }
}

/** At each octet, byte by byte, and whole. */
function cutsOf(text: string): readonly (readonly Buffer[])[] {
  const bytes = Buffer.from(text, 'latin1')
  const places = Array.from(bytes.keys())
  return [...places.map((place) => inPieces(bytes, [place])), inPieces(bytes, places)]
}

const reads = test.macro({
  title: (title) => `${title}, wherever its bytes are cut`,
  exec: (t, text: string, expected: Partial<ReturnType<typeof read>>, isHead?: boolean) => {
    for (const pieces of cutsOf(text)) t.like(read(pieces, isHead), expected)
  },
})

test('a length', reads, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-a: \t1 2 \r\n\r\nabcHTTP', {
  status: 200,
  headers: [
    ['Content-Length', '3'],
    ['X-a', '1 2'],
  ],
  framing: 'length',
  body: 'abc',
  isOver: true,
  mayBeKept: true,
  rest: 'HTTP',
})
test('no content', reads, 'HTTP/1.1 200\r\ncontent-length:0\r\n\r\n', { isOver: true, body: '' })
test(
  'chunks with trailers',
  reads,
  'HTTP/1.1 200 \r\nTransfer-encoding: Chunked\r\nTrailer: X\r\n\r\n3;a\r\nabc\r\n1\r\nd\r\n0\r\nX: 1\r\nHost: a\r\n\r\n',
  {
    headers: [['Trailer', 'X']],
    framing: 'chunked',
    body: 'abcd',
    trailers: [['X', '1']],
    isOver: true,
    mayBeKept: true,
  },
)
test('a body until the connection closes', reads, 'HTTP/1.1 200 OK\r\nTrailer: X\r\n\r\nabc', {
  headers: [],
  framing: 'until-close',
  body: 'abc',
  isOver: false,
  isWholeByClose: true,
  mayBeKept: false,
})
test(
  '1xx before the answer',
  reads,
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\nContent-Length: 5\r\n\r\nHTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n',
  { interims: [100, 103], status: 204, framing: 'none', isOver: true, mayBeKept: true },
)
test('304 with a length', reads, 'HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\n', {
  headers: [['Content-Length', '5']],
  isOver: true,
})
test(
  'an answer to HEAD',
  reads,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  {
    isOver: true,
    body: '',
  },
  true,
)
test(
  'headers of this hop',
  reads,
  'HTTP/1.1 200 OK\r\nConnection: close, X-a\r\nX-A: 1\r\nKeep-Alive: timeout=5\r\nUpgrade: b\r\nX: 2\r\nContent-Length: 0\r\n\r\n',
  {
    headers: [
      ['X', '2'],
      ['Content-Length', '0'],
    ],
    mayBeKept: false,
    keepAlive: 'timeout=5',
  },
)
test('426 with its protocol', reads, 'HTTP/1.1 426 U\r\nUpgrade: b\r\nContent-Length: 0\r\n\r\n', {
  headers: [
    ['Content-Length', '0'],
    ['Upgrade', 'b'],
  ],
})
test('HTTP/1.0', reads, 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', { mayBeKept: false })
test(
  'HTTP/1.0 that is kept',
  reads,
  'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n',
  { mayBeKept: true },
)

const refused = test.macro({
  title: (_, text: string) => `${JSON.stringify(text.slice(0, 80))} is malformed`,
  exec: (t, text: string) => {
    for (const pieces of cutsOf(text)) t.true('problem' in read(pieces))
  },
})

for (const text of [
  'ICY 200 OK',
  'HTTP/2.0 200',
  'HTTP/0.9 200',
  'HTTP/1.2 200',
  'http/1.1 200',
  ' HTTP/1.1 200',
  '\r\nHTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1  200',
  'HTTP/1.1 099',
  'HTTP/1.1 20 ',
  'HTTP/1.1 2000',
  'HTTP/1.1 200 O\0K',
  'HTTP/1.1 200 OK\n',
  'HTTP/1.1 200 OK\rX',
  'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'HTTP/1.0 100 Continue\r\n\r\n',
  ...['Content-Length: 1', 'transfer-encoding: x'].map(
    (trailer) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${trailer}\r\n\r\n`,
  ),
  ...[
    'X: a\n',
    'X: a\rb',
    'X: a\r\n b\r\n',
    'X : a\r\n',
    ' X: a\r\n',
    ': a\r\n',
    'X\r\n',
    'X\0: a',
    'Xé: a',
    'X: a\0',
    'X: a\x7f',
    '\n',
    '\rX',
    'Content-Length: \r\n\r\n',
    'Content-Length: +3\r\n\r\n',
    'Content-Length: 0x3\r\n\r\n',
    'Content-Length: 3, 3\r\n\r\n',
    'Content-Length: 3 3\r\n\r\n',
    'Content-Length: 3\r\nContent-Length: 3\r\n\r\n',
    'Content-Length: 9999999999999999\r\n\r\n',
    'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    'Transfer-Encoding: chunked\r\ncontent-length: 0\r\n\r\n',
    'Transfer-Encoding: gzip\r\n\r\n',
    'Transfer-Encoding: gzip, chunked\r\n\r\n',
    'Transfer-Encoding: chunked, chunked\r\n\r\n',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n',
    'Transfer-Encoding: \r\n\r\n',
    'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
  ].map((lines) => `HTTP/1.1 200 OK\r\n${lines}`),
  'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
])
  test(refused, text)

test('a head that is too long, or of too many lines, is malformed before it ends', (t) => {
  const long = Buffer.from(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(62_000)}`)
  for (const pieces of [
    [long],
    inPieces(
      long,
      Array.from({ length: 62 }, (_, i) => i * 1_000),
    ),
  ])
    t.true('problem' in read(pieces))
  t.true('problem' in read([Buffer.from(`HTTP/1.1 200 OK\r\n${'a:\r\n'.repeat(1_000)}`)]))
  t.true('problem' in read([Buffer.from('HTTP/1.1 100 A\r\n\r\n'.repeat(101))]))
})

test('no bytes make the reader fail, and it says the same of them however they come', (t) => {
  const part = fc.constantFrom(
    'HTTP/1.1 ',
    'HTTP/1.0 ',
    '200',
    '100',
    '304',
    ' OK',
    '\r\n',
    '\r',
    '\n',
    ' ',
    ':',
    ';',
    'Content-Length: 5',
    'Content-Length: ',
    'Transfer-Encoding: chunked',
    'Connection: close',
    'X: 1',
    '\r\n\r\n',
    '5\r\nabcde\r\n',
    '0\r\n',
    '0',
    'a',
    '\0',
    '\xff',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.nat(200)), (parts, cuts) => {
      const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${parts.join('')}`, 'latin1')
      const { rest: _, ...whole } = { rest: '', ...read([bytes]) }
      const { rest: __, ...cut } = { rest: '', ...read(inPieces(bytes, cuts)) }
      t.deepEqual(cut, whole)
    }),
    { numRuns: 500 },
  )
})
