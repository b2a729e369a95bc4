// How endpoints misbehave, and behave. Each answer is given to several requests; some in pieces of every size.
import type { DifferentialCase, EndpointAnswer } from '../case.ts'

const host = 'Host: a.test\r\n'
const get = `GET /x HTTP/1.1\r\n${host}\r\n`
const post = `POST /x HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`

/**
 * The second waits for the answer to the first, on the same connection: what is left of an answer must never be the
 * next one.
 */
const requests: Readonly<Record<string, readonly string[]>> = {
  GET: [get, get],
  HEAD: [`HEAD /x HTTP/1.1\r\n${host}\r\n`, get],
  POST: [post, get],
  'pipelined GETs': [get + get],
  'GET by HTTP/1.0': [`GET /x HTTP/1.0\r\n${host}\r\n`],
  'a retried GET': [get.replace('a.test', 'retry.test')],
  'a GET whose headers are changed': [get.replace('a.test', 'headers.test')],
}

const ok = 'HTTP/1.1 200 OK\r\n'
const length = (bytes: number | string) => `Content-Length: ${bytes}\r\n`
const chunked = 'Transfer-Encoding: chunked\r\n'
const good = `${ok}${length(4)}\r\ngood`

const heads: readonly string[] = [
  good,
  `${ok}${length(0)}\r\n`,
  `${ok}${length(3)}\r\ngood`,
  `${ok}${length('+4')}\r\ngood`,
  `${ok}${length('4, 4')}\r\ngood`,
  `${ok}${length('4,5')}\r\ngood`,
  `${ok}${length('0x4')}\r\ngood`,
  `${ok}${length('-1')}\r\ngood`,
  `${ok}${length('04')}\r\ngood`,
  `${ok}${length('')}\r\ngood`,
  `${ok}${length('4 ')}\r\ngood`,
  `${ok}${length(4)}${length(4)}\r\ngood`,
  `${ok}${length(4)}${length(5)}\r\ngood!`,
  `${ok}${length(4)}${chunked}\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}${chunked}${length(4)}\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}${chunked}${chunked}\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked, gzip\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: gzip\r\n\r\ngood`,
  `${ok}Transfer-Encoding: identity\r\n\r\ngood`,
  `${ok}Transfer-Encoding: Chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding : chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  `HTTP/1.0 200 OK\r\n${chunked}\r\n4\r\ngood\r\n0\r\n\r\n`,
  `HTTP/1.0 200 OK\r\n${length(4)}\r\ngood`,
  `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${length(4)}\r\ngood`,
  `HTTP/1.1 204 No Content\r\n\r\n`,
  `HTTP/1.1 204 No Content\r\n${length(4)}\r\ngood`,
  `HTTP/1.1 204 No Content\r\n${chunked}\r\n0\r\n\r\n`,
  `HTTP/1.1 205 Reset Content\r\n${length(0)}\r\n`,
  `HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n${length(1000)}\r\n`,
  `HTTP/1.1 304 Not Modified\r\n${chunked}\r\n`,
  `HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-3/9\r\n${length(4)}\r\ngood`,
  ...[301, 400, 404, 421, 426, 429, 431, 500, 502, 503, 504, 599, 600, 999].map(
    (status) => `HTTP/1.1 ${status} Reason\r\n${length(4)}\r\ngood`,
  ),
  `HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${length(0)}\r\n`,
  `HTTP/1.1 200\r\n${length(4)}\r\ngood`,
  `HTTP/1.1 200 \r\n${length(4)}\r\ngood`,
  `HTTP/1.1 200 A reason ü\r\n${length(4)}\r\ngood`,
  ...['099', '000', '20', '2000', '2xx', '-20', ' 200'].map(
    (status) => `HTTP/1.1 ${status} Odd\r\n${length(4)}\r\ngood`,
  ),
  ...['HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/1.10', 'HTTP/1', 'http/1.1', 'ICY'].map(
    (version) => `${version} 200 OK\r\n${length(4)}\r\ngood`,
  ),
  `HTTP/1.1  200 OK\r\n${length(4)}\r\ngood`,
  `HTTP/1.1\t200 OK\r\n${length(4)}\r\ngood`,
  ` ${good}`,
  `SSH-2.0-OpenSSH_9.0\r\n`,
  `\u0015\u0003\u0001\u0000\u0002\u0002\u0016`,
  'garbage',
  `HTTP/1.1 200 OK\n${length(4)}\ngood`,
  `HTTP/1.1 200 OK\nContent-Length: 4\n\ngood`,
  `${ok}Content-Length: 4\n\r\ngood`,
  `${ok}X: a\r\n b\r\n${length(4)}\r\ngood`,
  `${ok} X: a\r\n${length(4)}\r\ngood`,
  `${ok}X : a\r\n${length(4)}\r\ngood`,
  `${ok}X\r\n${length(4)}\r\ngood`,
  `${ok}: a\r\n${length(4)}\r\ngood`,
  `${ok}X: a\u0000\r\n${length(4)}\r\ngood`,
  `${ok}X: a\rb\r\n${length(4)}\r\ngood`,
  `${ok}X: a\u0001\u007f\r\n${length(4)}\r\ngood`,
  `${ok}X: \u00fc\r\n${length(4)}\r\ngood`,
  `${ok}X\u00e9: a\r\n${length(4)}\r\ngood`,
  `${ok}X(y): a\r\n${length(4)}\r\ngood`,
  `${ok}X:\r\nY:   a   \r\n${length(4)}\r\ngood`,
  `${ok}Set-Cookie: a=b\r\nX: 1\r\nset-cookie: c=d\r\n${length(4)}\r\ngood`,
  `${ok}X: 1\r\nY: 1\r\nx: 2\r\n${length(4)}\r\ngood`,
  `${ok}Server: me\r\nVia: 1.1 x\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n${length(4)}\r\ngood`,
  `${ok}Date: x\r\nDate: y\r\n${length(4)}\r\ngood`,
  `${ok}Connection: close\r\n${length(4)}\r\ngood`,
  `${ok}Connection: keep-alive, X-Gone\r\nX-Gone: 1\r\n${length(4)}\r\ngood`,
  `${ok}Connection: content-length\r\n${length(4)}\r\ngood`,
  `${ok}Connection: upgrade\r\nUpgrade: h2c\r\n${length(4)}\r\ngood`,
  `${ok}Keep-Alive: timeout=1, max=1\r\n${length(4)}\r\ngood`,
  `${ok}Keep-Alive: timeout=0\r\n${length(4)}\r\ngood`,
  `${ok}Proxy-Connection: close\r\nProxy-Authenticate: x\r\nTE: x\r\n${length(4)}\r\ngood`,
  `${ok}Trailer: X-T\r\n${length(4)}\r\ngood`,
  `${ok}X-Request-Id: theirs\r\nCDN-Loop: x\r\n${length(4)}\r\ngood`,
  `${ok}__proto__: 1\r\nconstructor: 2\r\n${length(4)}\r\ngood`,
  `${ok}:status: 500\r\n${length(4)}\r\ngood`,
  `${ok}X: ${'x'.repeat(50_000)}\r\n${length(4)}\r\ngood`,
  `${ok}X: ${'x'.repeat(62_000)}\r\n${length(4)}\r\ngood`,
  `${ok}${'a: 1\r\n'.repeat(900)}${length(4)}\r\ngood`,
  `${ok}${'a: 1\r\n'.repeat(1_500)}${length(4)}\r\ngood`,
  `${ok}${'a:\r\n'.repeat(2_500)}${length(4)}\r\ngood`,
  `${ok}${'a:\r\n'.repeat(20_000)}${length(4)}\r\ngood`,
]

const chunks: readonly string[] = [
  '4\r\ngood\r\n0\r\n\r\n',
  '1\r\ng\r\n3\r\nood\r\n0\r\n\r\n',
  '4\r\ngood\r\n0\r\nX-T: 1\r\n\r\n',
  '4\r\ngood\r\n0\r\nX-T: 1\r\nContent-Length: 3\r\nTransfer-Encoding: x\r\nX-T: 2\r\n\r\n',
  '4\r\ngood\r\n0\r\nbad trailer\r\n\r\n',
  '4\r\ngood\r\n0\r\nX: 1\r\n 2\r\n\r\n',
  '4;a=b\r\ngood\r\n0;c\r\n\r\n',
  '4 \r\ngood\r\n0\r\n\r\n',
  ' 4\r\ngood\r\n0\r\n\r\n',
  '0004\r\ngood\r\n00\r\n\r\n',
  '4\r\ngoodness\r\n0\r\n\r\n',
  '8\r\ngood\r\n0\r\n\r\n',
  '4\r\ngood0\r\n\r\n',
  '4\ngood\n0\n\n',
  '4\r\ngood\r\nzz\r\n\r\n',
  '4\r\ngood\r\n-1\r\n\r\n',
  '4\r\ngood\r\nFFFFFFFFFFFFFFFFF\r\n',
  '4\r\ngood\r\n0\r\n',
  '4\r\ngood\r\n',
  '4\r\ngo',
  '4',
  '0\r\n\r\n',
  `4\r\ngood\r\n0\r\n\r\n${good}`,
  `4;${'x'.repeat(20_000)}\r\ngood\r\n0\r\n\r\n`,
  `${'1\r\nx\r\n'.repeat(5_000)}0\r\n\r\n`,
  `4\r\ngood\r\n0\r\n${'T: 1\r\n'.repeat(300)}\r\n`,
  `4\r\ngood\r\n0\r\nT: ${'x'.repeat(70_000)}\r\n\r\n`,
].map((body) => `${ok}${chunked}\r\n${body}`)

function inExtension(extension: string): string {
  return `${ok}${chunked}\r\n4;${extension}\r\ngood\r\n0\r\n\r\n`
}

/** Of chunks, what some read on where others see the end of the line. */
const extensions = [
  'a',
  'a=b',
  'a;b=c;d',
  'a="b c"',
  'a="b\\"c";d',
  'a=b=c',
  '',
  ';',
  'a b',
  ' a',
  'a =b',
  '\ta',
]
  .concat(['a/b', 'a\u0000', 'a="\r\n"', 'a="b', "a='b c'", 'ü', 'a\n', 'a\r', 'a="b"c'])
  .map(inExtension)

const interim: readonly string[] = [
  `HTTP/1.1 100 Continue\r\n\r\n${good}`,
  `HTTP/1.1 102 Processing\r\n\r\n${good}`,
  `HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nSet-Cookie: a=b\r\n\r\n${good}`,
  `HTTP/1.1 103 Early Hints\r\n${length(4)}\r\n${good}`,
  `HTTP/1.1 103 Early Hints\r\n${chunked}\r\n${good}`,
  `HTTP/1.1 199 Odd\r\n\r\n${good}`,
  'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5) + good,
  'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(200) + good,
  'HTTP/1.1 103 Early Hints\r\n\r\n',
  `HTTP/1.1 101 Switching Protocols\r\n\r\n${good}`,
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${good}`,
  `HTTP/1.0 100 Continue\r\n\r\n${good}`,
]

/** What the direct way alone refuses. */
const stricter: readonly string[] = [
  ...['=', '=b', 'a=b"c"'].map(inExtension),
  `RTSP/1.0 200 OK\r\n${length(4)}\r\ngood`,
  `\r\n${good}`,
  `\n${good}`,
  `\r\n\r\n${good}`,
  `${ok}${chunked}\r\n4\r\ngood\r\n0\r\n${'T: 1\r\n'.repeat(3_000)}\r\n`,
]

/** What lasts until the connection ends, or should. */
const ended: readonly string[] = [
  `${ok}\r\n`,
  `${ok}\r\ngood`,
  `HTTP/1.0 200 OK\r\n\r\ngood`,
  `${ok}Connection: close\r\n\r\ngood`,
  `${ok}${length(10)}\r\ngood`,
  `${ok}${length(10)}\r\n`,
  `${ok}Content-Le`,
  'HTT',
  '',
  `${ok}${chunked}\r\n4\r\ngood\r\n`,
  `${ok}${chunked}\r\n4\r\ngood\r\n0\r\n`,
  `${ok}${chunked}\r\n4\r\ngood\r\n0\r\nX: 1\r\n`,
  good,
  `${good}more`,
  `${good}${good}`,
  `HTTP/1.1 304 Not Modified\r\n\r\n`,
]

/** Several answers in turn, each to the request that comes next. */
const sequences: Readonly<Record<string, readonly EndpointAnswer[]>> = {
  'a kept connection that is reset at its second request': [
    { pieces: [good] },
    { pieces: [], closes: 'reset' },
    { pieces: [good] },
  ],
  'a kept connection that closes at its second request': [
    { pieces: [good] },
    { pieces: [], closes: 'end' },
    { pieces: [good] },
  ],
  'a connection that closes behind its answer': [{ pieces: [good], closes: 'end' }],
  'a connection that is reset behind its answer': [{ pieces: [good], closes: 'reset' }],
  'an answer of 408 on a kept connection': [
    { pieces: [good] },
    { pieces: [`HTTP/1.1 408 Request Timeout\r\n${length(0)}\r\n`], closes: 'end' },
    { pieces: [good] },
  ],
  'two resets': [{ pieces: [], closes: 'reset' }],
  '503, then an answer': [
    { pieces: [`HTTP/1.1 503 Busy\r\n${length(4)}\r\nbusy`] },
    { pieces: [good] },
  ],
  'an answer before it was asked': [{ after: 'connect', pieces: [good] }],
  'garbage before it was asked': [{ after: 'connect', pieces: ['garbage'] }, { pieces: [good] }],
  'a connection that ends before it was asked': [{ after: 'connect', pieces: [], closes: 'end' }],
  'a connection that is reset before it was asked': [
    { after: 'connect', pieces: [], closes: 'reset' },
    { pieces: [good] },
  ],
}

/** More than is read before an endpoint is chosen (limits.ts). */
const much = 'x'.repeat(70_000)
const muchChunk = `${much.length.toString(16)}\r\n${much}\r\n`

const uploads: readonly DifferentialCase[] = [
  ['with a length', 'Content-Length: 200000\r\n', much, 'x'.repeat(1_000)],
  ['with a length, all of it', 'Content-Length: 200000\r\n', much, 'x'.repeat(130_000)],
  ['in chunks', 'Transfer-Encoding: chunked\r\n', muchChunk, '3\r\nabc\r\n'],
  ['in chunks, all of it', 'Transfer-Encoding: chunked\r\n', muchChunk, '3\r\nabc\r\n0\r\n\r\n'],
  ['in chunks that get malformed', 'Transfer-Encoding: chunked\r\n', muchChunk, 'x\r\n'],
  ['that is small and incomplete', 'Content-Length: 3\r\n', 'a', 'b'],
].flatMap(([what = '', framing = '', first = '', then = '']) => {
  const begun = `POST /x HTTP/1.1\r\n${host}${framing}\r\n${first}`
  const early: Readonly<Record<string, EndpointAnswer>> = {
    'is answered early': { after: 'head', pieces: [`HTTP/1.1 413 Large\r\n${length(4)}\r\ngood`] },
    'is answered early, and the connection ends': {
      after: 'head',
      pieces: [`HTTP/1.1 413 Large\r\nConnection: close\r\n${length(4)}\r\ngood`],
      closes: 'end',
    },
    'is reset': { after: 'head', pieces: [], closes: 'reset' },
    'is closed': { after: 'head', pieces: [], closes: 'end' },
    'is answered in part': { after: 'head', pieces: [`${ok}${length(10)}\r\ngood`] },
    'is answered by garbage': { after: 'head', pieces: ['garbage\r\n\r\n'] },
    'gets 100': { after: 'head', pieces: ['HTTP/1.1 100 Continue\r\n\r\n'] },
  }
  return Object.entries(early).map(([how, answer]) => ({
    what: `an upload ${what} ${how}`,
    send: [begun, then],
    isPatient: true,
    answers: [answer],
  }))
})

/** Answers in two pieces, parted everywhere, and byte by byte. */
const parted = [
  good,
  `${ok}${chunked}\r\n4\r\ngood\r\n3;a\r\nabc\r\n0\r\nX-T: 1\r\n\r\n`,
  `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${good}`,
].flatMap((bytes) => {
  const places = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
  return places.map((at) => [bytes.slice(0, at), bytes.slice(at)]).concat([[...bytes]])
})

/** Clients that go away while they are answered. */
const cutByClient: readonly DifferentialCase[] = [
  [`${ok}${length(10)}\r\ngood`],
  [`${ok}${chunked}\r\n4\r\ngood\r\n`],
  [`${ok}\r\ngood`],
  [],
].flatMap((pieces) => [
  { what: `a client ends amid ${JSON.stringify(pieces)}`, send: [get], answers: [{ pieces }] },
  {
    what: `a client resets amid ${JSON.stringify(pieces)}`,
    send: [get],
    closes: 'reset',
    answers: [{ pieces }],
  },
])

const stays = [...heads, ...chunks, ...extensions, ...interim].map((bytes) => answerOf(bytes))
const ends = [...new Set([...heads, ...chunks, ...interim, ...ended])].map((bytes) =>
  answerOf(bytes, 'end'),
)
const resets = ended.map((bytes) => answerOf(bytes, 'reset'))

/** By the request that they answer, or by what is odd. */
export const answerCases: Readonly<Record<string, readonly DifferentialCase[]>> = {
  ...Object.fromEntries(
    Object.entries(requests).map(([request, send]) => [
      request,
      [...(isBrief(request) ? [] : stays), ...ends, ...resets].map((answer) => ({
        what: `${request}: ${titleOf(answer)}`,
        send,
        isPatient: true,
        answers: [answer],
      })),
    ]),
  ),
  'requests, in pieces': parted.map((pieces) => ({
    what: `an answer in pieces: ${JSON.stringify(pieces).slice(0, 200)}`,
    send: [get, get],
    isPatient: true,
    answers: [{ pieces }],
  })),
  'requests, which the direct way alone refuses': stricter.map((bytes) => ({
    what: titleOf(answerOf(bytes)),
    send: [get],
    isStricter: true,
    answers: [answerOf(bytes)],
  })),
  uploads,
  'clients that go away': cutByClient,
}

/** What does not end is much the same to all of them. */
function isBrief(request: string): boolean {
  return request !== 'GET' && request !== 'HEAD'
}

/** What becomes of kept connections depends on what was learned of an endpoint: each wants one of its own. */
export const sequenceCases: readonly DifferentialCase[] = [
  'GET',
  'HEAD',
  'POST',
  'pipelined GETs',
].flatMap((request) =>
  Object.entries(sequences).map(([what, answers]) => ({
    what: `${request}: ${what}`,
    send: requests[request] ?? [],
    isPatient: true,
    answers,
  })),
)

function answerOf(bytes: string, closes?: EndpointAnswer['closes']): EndpointAnswer {
  return { pieces: bytes === '' ? [] : [bytes], ...(closes && { closes }) }
}

function titleOf({ pieces, closes }: EndpointAnswer): string {
  const bytes = JSON.stringify(pieces.join(''))
  const short = bytes.length > 200 ? `${bytes.slice(0, 120)}… (${bytes.length})` : bytes
  return `${short}, ${closes ?? 'stays'}`
}
