// Endpoints of HTTP/2, and how they misbehave, and behave. Each answer is given to several requests.
import type { DifferentialCase, Http2Answer, Http2Step } from '../case.ts'

const get = 'GET /x HTTP/1.1\r\nHost: h2c.test\r\nX-Removed: a\r\n\r\n'
const call = request('POST /shop.Cart/Get', 'grpc.test', [
  'Content-Type: application/grpc',
  'TE: trailers',
])
const message = '\0\0\0\0\u0003abc'
const chunk = chunked(message)
const half = `${message.length.toString(16)}\r\n${message}\r\n`

/** The second goes after the first, by the same connections. */
const requests: Readonly<Record<string, readonly string[]>> = {
  GET: [get, get],
  HEAD: [get.replace('GET', 'HEAD'), get],
  POST: [`${request('POST /x', 'h2c.test', ['Content-Length: 3'])}abc`, get],
  'POST without content': [request('POST /x', 'h2c.test', ['Content-Length: 0']), get],
  'a body of unknown length': [
    request('PUT /x', 'h2c.test', ['Transfer-Encoding: chunked']) + chunk,
  ],
  'a body with trailers': [
    request('PUT /x', 'h2c.test', ['Transfer-Encoding: chunked', 'TE: trailers']) +
      `${half}0\r\nX-Sum: 1\r\nHost: evil.test\r\n\r\n`,
  ],
  'a request whose headers are changed': [get.replace('h2c.test', 'h2c-headers.test')],
  'a request with limits': [get.replace('h2c.test', 'h2c-timeout.test')],
  'a call of gRPC': [call + chunk, call + chunk],
  'a call of gRPC that goes on': [call + half],
  'a call of gRPC by an HTTPRoute': [call.replace('grpc.test', 'h2c.test') + chunk],
  'a call of gRPC whose headers are changed': [
    call.replace('grpc.test', 'grpc-headers.test') + chunk,
  ],
  'a call of gRPC with a deadline': [
    call.replace('TE: trailers', 'TE: trailers\r\nGrpc-Timeout: 10S') + chunk,
  ],
  'a call of gRPC with trailers': [`${call}${half}0\r\nX-Sum: 1\r\n\r\n`],
  'a request that is no call, by a GRPCRoute': [get.replace('h2c.test', 'grpc.test')],
}

const ok: Http2Step = { fields: { ':status': '200', server: 'x', 'x-a': 'b' } }
const grpc: Http2Step = { fields: { ':status': '200', 'content-type': 'application/grpc' } }
const fine: Http2Step = { fields: { 'grpc-status': '0', 'x-sum': '2' }, ends: true }
const good: Http2Answer = { steps: [ok, { data: 'good', ends: true }] }

const codes = [0, 1, 2, 5, 7, 8, 11, 12, 13]

const answers: Readonly<Record<string, readonly Http2Answer[]>> = {
  whole: [good],
  'with a length': [
    answer({ fields: { ':status': '200', 'content-length': '4' } }, { data: 'good', ends: true }),
  ],
  'with an empty end': [answer(ok, { data: 'good' }, { data: '', ends: true })],
  'with its head alone': [answer({ fields: { ':status': '200' }, ends: true })],
  'without content': [answer({ fields: { ':status': '204' }, ends: true })],
  'not modified': [
    answer({ fields: { ':status': '304', 'content-length': '9', etag: '"a"' }, ends: true }),
  ],
  'of length 0': [answer({ fields: { ':status': '200', 'content-length': '0' }, ends: true })],
  'with trailers': [answer(grpc, { data: message }, fine)],
  'with announced trailers': [
    answer(
      { fields: { ':status': '200', trailer: 'x-sum' } },
      { data: 'good' },
      { fields: { 'x-sum': '1', 'content-length': '7', cookie: 'a' }, ends: true },
    ),
  ],
  'of trailers alone': [
    answer({
      fields: {
        ':status': '200',
        'content-type': 'application/grpc',
        'grpc-status': '5',
        'grpc-message': 'none',
      },
      ends: true,
    }),
  ],
  'with a length and trailers': [
    answer(
      { fields: { ':status': '200', 'content-type': 'application/grpc', 'content-length': '8' } },
      { data: message },
      fine,
    ),
  ],
  'in parts': [answer(grpc, 'rest', { data: message }, 'rest', { data: message }, 'rest', fine)],
  'that comes before the body': [{ after: 'head', ...answer(grpc, { data: message }, fine) }],
  'that begins before the body': [{ after: 'head', ...answer(grpc, 'rest', { data: message }) }],
  'after interim ones': [
    answer(
      { fields: { ':status': '100' } },
      { fields: { ':status': '103', link: '</a>' } },
      'rest',
      ok,
      { data: 'good', ends: true },
    ),
  ],
  'after too many interim ones': [
    answer(...Array.from({ length: 101 }, () => ({ fields: { ':status': '103' } })), ok),
  ],
  'of status 503': [answer({ fields: { ':status': '503' } }, { data: '<html>', ends: true })],
  'of status 600': [answer({ fields: { ':status': '600' } }, { data: 'odd', ends: true })],
  'of status 101': [answer({ fields: { ':status': '101' } })],
  'of status 099': [answer({ fields: { ':status': '099' }, ends: true })],
  'without a status': [answer({ fields: { 'x-a': 'b' }, ends: true })],
  'with a header of one hop': [
    answer({ fields: { ':status': '200', connection: 'close' }, ends: true }),
  ],
  'with a character that no header may have': [
    answer(
      { fields: { ':status': '200', 'x-a': 'a\u0001b', 'x-b': 'c' } },
      { data: 'x', ends: true },
    ),
  ],
  'that is shorter than its length': [
    answer({ fields: { ':status': '200', 'content-length': '9' } }, { data: 'x' }, 'rest', {
      data: '',
      ends: true,
    }),
  ],
  'that is longer than its length': [
    answer({ fields: { ':status': '200', 'content-length': '1' } }, 'rest', {
      data: 'xyz',
      ends: true,
    }),
  ],
  'that has two heads': [answer(ok, 'rest', ok, { data: 'x', ends: true })],
  'that has data before its head': [answer({ data: 'x' }, ok)],
  'whose trailers are malformed': [
    answer(grpc, { data: message }, 'rest', { fields: { 'X-Upper': 'a' }, ends: true }),
  ],
  'of a large head': [
    answer(
      { fields: { ':status': '200', 'x-large': 'a'.repeat(15_000) } },
      { data: 'x', ends: true },
    ),
  ],
  ...Object.fromEntries(
    codes.flatMap((reset) => [
      [`reset with ${reset} before it`, [answer({ reset })]],
      [`reset with ${reset} before the body`, [{ after: 'head', ...answer({ reset }) }]],
      [`reset with ${reset} after its head`, [answer(grpc, 'rest', { reset })]],
      [`reset with ${reset} amid it`, [answer(grpc, { data: message }, 'rest', { reset })]],
      [`reset with ${reset} after it`, [answer(grpc, { data: message }, fine, { reset })]],
      [`reset with ${reset} once`, [answer({ reset }), good]],
    ]),
  ),
  'refused twice': [answer({ reset: 7 }), answer({ reset: 7 }), good],
  'refused three times': [answer({ reset: 7 }), answer({ reset: 7 }), answer({ reset: 7 }), good],
  'refused after an interim answer': [
    answer({ fields: { ':status': '103', link: '</a>' } }, { reset: 7 }),
    answer({ fields: { ':status': '103', link: '</b>' } }, ok, { data: 'good', ends: true }),
  ],
  'after GOAWAY that leaves it out': [answer({ goaway: 'without it' }), good],
  'after GOAWAY that leaves it out, with an error': [
    answer({ goaway: 'without it', code: 11 }),
    good,
  ],
  'after GOAWAY that names it': [answer({ goaway: 'with it' }, ok, { data: 'good', ends: true })],
  'amid GOAWAY': [answer(grpc, { goaway: 'with it' }, 'rest', { data: message }, fine)],
  'amid GOAWAY and the end': [answer(grpc, { data: message }, { goaway: 'with it' }, 'end')],
  'and the end of the connection': [answer(ok, { data: 'good', ends: true }, 'end')],
  'cut with its connection': [answer(grpc, { data: message }, 'end')],
  'reset with its connection': [answer(grpc, { data: message }, 'rest', 'reset connection')],
  'that never comes, as the connection ends': [answer('end'), good],
  'that never comes, as the connection is reset': [answer('reset connection'), good],
  'that never comes, as the connection is reset before the body': [
    { after: 'head', ...answer('reset connection') },
    good,
  ],
  'that does not come': [answer()],
}

export const http2Cases: Readonly<Record<string, readonly DifferentialCase[]>> = Object.fromEntries(
  Object.entries(requests).map(([what, send]) => [
    what,
    Object.entries(answers).map(([how, http2Answers]) => ({
      what: `${what}: an answer ${how}`,
      send,
      isPatient: true,
      http2Answers,
    })),
  ]),
)

/** Where no endpoint answers. */
export const grpcOwnAnswers: readonly DifferentialCase[] = [
  'grpc-dead.test',
  'grpc-none.test',
  'grpc-invalid.test',
  'dead.test',
  'none.test',
  'invalid.test',
  'empty.test',
  'redirect.test',
  'unknown.test',
].map((host) => ({ what: `a call to ${host}`, send: [call.replace('grpc.test', host) + chunk] }))

function answer(...steps: readonly Http2Step[]): Http2Answer {
  return { steps }
}

function request(start: string, host: string, lines: readonly string[]): string {
  const isOpen = !lines.some((line) => line.startsWith('Content-Length'))
  const all = [`${start} HTTP/1.1`, `Host: ${host}`, ...lines]
  if (isOpen && !lines.includes('Transfer-Encoding: chunked'))
    all.push('Transfer-Encoding: chunked')
  return `${all.join('\r\n')}\r\n\r\n`
}

function chunked(content: string): string {
  return `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`
}
