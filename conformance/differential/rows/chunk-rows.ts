// Bodies in chunks that are longer than what is read before an endpoint is asked: what follows is passed on as it comes,
// and may be malformed, cut, full of tiny pieces, or answered before its end.
import type { DifferentialCase, EndpointAnswer } from '../case.ts'

const head = 'POST /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n'
const next = 'GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n'

const chunk = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n`
const tiny = (count: number) => '1\r\na\r\n'.repeat(count)

/** More than is read ahead. */
const long = `${head}\r\n${chunk('x'.repeat(70_000))}`
const short = `${head}\r\n${chunk('abc')}`
const last = '0\r\n\r\n'

const whole: readonly (readonly string[])[] = [
  [last],
  [chunk('abc'), chunk('def'), last],
  [chunk('x'.repeat(200_000)) + last],
  [chunk('y'.repeat(100_000)), chunk('z'.repeat(100_000)), last],
  [tiny(5_000) + last],
  [tiny(700), tiny(700), last],
  [tiny(30) + chunk('x'.repeat(30_000)) + tiny(30) + last],
  ['3;a=b\r\nabc\r\n0;c\r\n\r\n'],
  [`0003\r\nabc\r\n${'0'.repeat(100)}\r\n\r\n`],
  [...`${chunk('abc')}${last}`],
  ['0\r\nX-T: 1\r\nX-U: 2\r\n\r\n'],
  [...'0\r\nX-T: 1\r\n\r\n'],
  ['0\r\nHost: b.test\r\nX-T: 1\r\nX-Forwarded-For: 1.2.3.4\r\nCookie: a=b\r\n\r\n'],
  ['0\r\nConnection: X-T\r\nX-T: 1\r\nX-U: 1\r\n\r\n'],
  [
    '0\r\nConnection: upgrade\r\nUpgrade: websocket\r\nTE: trailers\r\nExpect: 100-continue\r\n\r\n',
  ],
  [`0\r\n${'T: 1\r\n'.repeat(150)}\r\n`],
]

const broken: readonly string[] = [
  'x\r\n',
  'g',
  '-1\r\n',
  ' 1\r\na\r\n',
  '1 \r\na\r\n',
  '\r\na\r\n',
  '1\na\n',
  '1x',
  '1\rx',
  '1\r\nab\r\n',
  '2\r\na\r\n0\r\n\r\n',
  '1\r\na0\r\n\r\n',
  '1\r\na\rx',
  '3;\r\nabc\r\n',
  '3; a\r\nabc\r\n',
  '3;a="\r\n',
  '3;a\0\r\n',
  `3;${'x'.repeat(20_000)}\r\nabc\r\n`,
  '10000000000000000\r\n',
  'FFFFFFFFFFFFFFFF\r\n',
  '20000000000000\r\n',
  '1fffffffffffff\r\nabc',
  '0\r\n\n',
  '0\r\nbad trailer\r\n\r\n',
  '0\r\nX : 1\r\n\r\n',
  '0\r\nX: 1\r\n 2\r\n\r\n',
  '0\r\nX: \0\r\n\r\n',
  '0\r\nContent-Length: 1\r\n\r\n',
  '0\r\ncontent-length: x\r\n\r\n',
  '0\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  `0\r\nT: ${'x'.repeat(70_000)}\r\n\r\n`,
]

const cut: readonly string[] = [
  '',
  '5\r\nab',
  '1\r\na\r\n',
  '1',
  '0\r\n',
  '0\r\nX: 1\r\n',
  tiny(900),
]

const ok = 'HTTP/1.1 200 OK\r\n'
const good = `${ok}Content-Length: 4\r\n\r\ngood`
const early: Readonly<Record<string, EndpointAnswer>> = {
  'an answer that comes early': { after: 'head', pieces: [good] },
  'an early answer and an end': { after: 'head', pieces: [good], closes: 'end' },
  'an early refusal and an end': {
    after: 'head',
    pieces: ['HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno'],
    closes: 'end',
  },
  'an answer that begins early': {
    after: 'head',
    pieces: [`${ok}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`, '1\r\nb\r\n', '0\r\n\r\n'],
    isPatient: true,
  },
  'an early head without an end': { after: 'head', pieces: [`${ok}Content-Length: 9\r\n\r\npart`] },
  'no answer at all': { after: 'head', pieces: [], closes: 'end' },
}

const what = (text: string) => (text.length > 100 ? `${text.slice(0, 60)}… (${text.length})` : text)

function caseOf(title: string, send: readonly string[], given: Partial<DifferentialCase> = {}) {
  return { what: `${title}: ${JSON.stringify(what(send.slice(1).join('')))}`, send, ...given }
}

/** In pieces, at once, and with a request behind it. */
function wholeCases(rest: readonly string[]): readonly DifferentialCase[] {
  return [
    caseOf('in pieces', [long, ...rest, next], { isPatient: true }),
    caseOf('at once', [long + rest.join(''), next], { isPatient: true }),
    caseOf('and a request behind it', [long, rest.join('') + next], { isPatient: true }),
    caseOf('short', [short, ...rest, next], { isPatient: true }),
    caseOf('short, a piece a turn', [short, ...rest, next]),
  ]
}

function brokenCases(rest: string): readonly DifferentialCase[] {
  return [
    caseOf('in pieces', [long, rest], { isPatient: true }),
    caseOf('behind more', [long, chunk('abc') + rest], { isPatient: true }),
    caseOf('short', [short, rest], { isPatient: true }),
    caseOf('first', [`${head}\r\n`, rest], { isPatient: true }),
    caseOf('amid an answer', [long, rest], {
      isPatient: true,
      answers: [{ after: 'head', pieces: [`${ok}Content-Length: 9\r\n\r\npart`] }],
    }),
  ]
}

const earlyCases = Object.entries(early).flatMap(([title, answer]) =>
  [[], [chunk('abc'), last], [`${chunk('abc')}${last}${next}`], ['x'], [tiny(900)]]
    // Which of two is first that go on at the same time is chance.
    .filter(([rest]) => rest !== 'x' || answer.pieces.length < 2)
    .map((rest) => caseOf(title, [long, ...rest], { isPatient: true, answers: [answer] })),
)

export const chunkCases: Readonly<Record<string, readonly DifferentialCase[]>> = {
  'long bodies in chunks': whole.flatMap(wholeCases),
  'long bodies in chunks that are malformed': broken.flatMap(brokenCases),
  'long bodies in chunks that are cut': cut.flatMap((rest) =>
    (['end', 'reset'] as const).flatMap((closes) => [
      caseOf(`cut by ${closes}`, [long, rest], { isPatient: true, closes }),
      caseOf(`cut by ${closes} at once`, [long + rest], { closes }),
    ]),
  ),
  'long bodies in chunks that are answered early': earlyCases,
  'announced trailers': [
    ['Trailer: X-T'],
    ['trailer:X-T', 'Trailer: X-U,X-V'],
    ['Trailer: X-T', 'TE: trailers'],
    ['Trailer: X-T', 'Connection: trailer'],
  ].flatMap((lines) =>
    ['a.test', 'headers.test'].flatMap((host) =>
      [chunk('abc'), chunk('x'.repeat(70_000))].map((content) => {
        const heads = head.replace('a.test', host) + lines.map((line) => `${line}\r\n`).join('')
        return caseOf(lines.join(), [`${heads}\r\n${content}`, '0\r\nX-T: 1\r\n\r\n', next], {
          isPatient: true,
        })
      }),
    ),
  ),
}
