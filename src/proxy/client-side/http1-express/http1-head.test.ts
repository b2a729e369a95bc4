import test from 'ava'
import { readHttp1Head, type RawHttp1Head } from './http1-head.ts'

const plain: RawHttp1Head = {
  method: 'GET',
  url: '/',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'a.test'],
  scheme: 'http',
  localAuthority: '127.0.0.1:8080',
  headerCount: 200,
}

function read(changes: Partial<RawHttp1Head>, ...headers: string[]) {
  return readHttp1Head({ ...plain, ...changes, rawHeaders: [...plain.rawHeaders, ...headers] })
}

test('a plain request is read', (t) => {
  t.deepEqual(read({ url: '/x?y' }, 'X-Case', 'Kept'), {
    type: 'head',
    request: {
      method: 'GET',
      target: '/x?y',
      scheme: 'http',
      authority: 'a.test',
      hostname: 'a.test',
      httpVersion: '1.1',
      headers: [['X-Case', 'Kept']],
    },
    hasBody: false,
    bodyLength: undefined,
    expectsContinue: false,
  })
})

const refused = test.macro({
  exec(t, [status]: [number, string], changes: Partial<RawHttp1Head>, ...headers: string[]) {
    t.like(read(changes, ...headers), { type: 'refusal', status })
  },
  title: (_, [status, says]) => `${says} is answered with ${status}`,
})

test(refused, [505, 'HTTP/2.0 in the request line'], { httpVersion: '2.0' })
test(refused, [505, 'HTTP/0.9'], { httpVersion: '0.9' })
test(refused, [501, 'a method of RTSP'], { method: 'DESCRIBE' })
test(refused, [501, 'a method of Icecast'], { method: 'SOURCE' })
test(refused, [501, 'CONNECT'], { method: 'CONNECT' })
test(refused, [400, 'GET *'], { url: '*' })
test(refused, [400, 'an unknown scheme'], { url: 'ftp://a.test/' })
test(refused, [400, 'a scheme that it did not come by'], { url: 'https://a.test/' })
test(refused, [400, 'user info in an absolute form'], { url: 'http://u@a.test/' })
test(refused, [400, 'an absolute form without a host'], { url: 'http:///x' })
test(refused, [400, 'a second Host'], {}, 'host', 'a.test')
test(
  refused,
  [501, 'Transfer-Encoding: gzip, chunked'],
  { method: 'POST' },
  'Transfer-Encoding',
  'gzip, chunked',
)
test(
  refused,
  [501, 'Transfer-Encoding: identity'],
  { method: 'POST' },
  'Transfer-Encoding',
  'identity',
)
test(
  refused,
  [400, 'two Transfer-Encodings'],
  { method: 'POST' },
  'Transfer-Encoding',
  'chunked',
  'transfer-encoding',
  'chunked',
)
test(
  refused,
  [400, 'Transfer-Encoding beside Content-Length'],
  { method: 'POST' },
  'Transfer-Encoding',
  'chunked',
  'Content-Length',
  '3',
)
test(
  refused,
  [400, 'two Content-Lengths'],
  { method: 'POST' },
  'Content-Length',
  '3',
  'content-length',
  '3',
)
test(refused, [400, 'a Content-Length with a sign'], { method: 'POST' }, 'Content-Length', '+3')
test(
  refused,
  [400, 'a Content-Length beyond counting'],
  { method: 'POST' },
  'Content-Length',
  '9'.repeat(16),
)
test(
  refused,
  [400, 'Transfer-Encoding in HTTP/1.0'],
  { method: 'POST', httpVersion: '1.0' },
  'Transfer-Encoding',
  'chunked',
)
test(refused, [400, 'a TRACE with a body'], { method: 'TRACE' }, 'Content-Length', '1')
test(refused, [417, 'an expectation that is unknown'], {}, 'Expect', '200-ok')
test(refused, [417, 'two expectations'], {}, 'Expect', '100-continue', 'Expect', '100-continue')
test(refused, [431, 'more headers than allowed'], { headerCount: 2 }, 'a', '1', 'b', '2')

for (const host of ['', 'a, b', 'a b/@:x', 'u@a', 'a:', 'a:99999', '[::1', 'a/b']) {
  test(`Host: ${JSON.stringify(host)} is answered with 400`, (t) => {
    t.like(readHttp1Head({ ...plain, rawHeaders: ['Host', host] }), {
      type: 'refusal',
      status: 400,
    })
    const absolute = { ...plain, url: 'http://a.test/', rawHeaders: ['Host', host] }
    t.like(readHttp1Head(absolute), { type: 'refusal', status: 400 })
  })
}

test('HTTP/1.1 without Host is refused, HTTP/1.0 is for the address that it came to', (t) => {
  t.like(readHttp1Head({ ...plain, rawHeaders: [] }), { type: 'refusal', status: 400 })
  const head = readHttp1Head({ ...plain, httpVersion: '1.0', rawHeaders: [] })
  t.like(head, { request: { authority: '127.0.0.1:8080', hostname: '127.0.0.1' } })
})

test('the authority of an absolute form replaces Host', (t) => {
  t.like(read({ url: 'http://B.test:81/x' }), {
    request: { authority: 'B.test:81', hostname: 'b.test', target: '/x' },
  })
})

test('hop-by-hop headers and those named by Connection go, Host and Content-Length are never named', (t) => {
  const headers = [
    ['Connection', 'close, X-Named, Host, Content-Length'],
    ['X-Named', '1'],
    ['x-named', '2'],
    ['Keep-Alive', '1'],
    ['Proxy-Connection', '1'],
    ['TE', 'gzip, trailers;q=1'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'x'],
    ['Content-Length', '0'],
    ['Trailer', 'X-T'],
    ['Kept', '1'],
  ]
  const head = read({ method: 'POST' }, ...headers.flat())
  t.like(head, { hasBody: false, bodyLength: 0, request: { authority: 'a.test' } })
  t.deepEqual(head.type === 'head' && head.request.headers, [
    ['Content-Length', '0'],
    ['Trailer', 'X-T'],
    ['Kept', '1'],
    ['te', 'trailers'],
  ])
})

test('underscored names that alias framing or forwarding headers are dropped, others are kept', (t) => {
  const headers = [
    ['Content_Length', '9'],
    ['Transfer_Encoding', 'chunked'],
    ['X_Forwarded_For', '1.2.3.4'],
    ['x-forwarded_proto', 'https'],
    ['X_Real_IP', '1'],
    ['my_header', 'kept'],
  ]
  const head = read({ method: 'POST' }, ...headers.flat())
  t.deepEqual(head.type === 'head' && head.request.headers, [['my_header', 'kept']])
})

test('headers with the names of Object properties are headers', (t) => {
  t.deepEqual(requestOf(read({}, '__proto__', 'a', 'constructor', 'b'))?.headers, [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})

function requestOf(head: ReturnType<typeof read>) {
  return head.type === 'head' ? head.request : undefined
}

const webSocket = ['Connection', 'keep-alive, Upgrade', 'Upgrade', 'WebSocket']

test('an upgrade to websocket is kept', (t) => {
  t.like(read({}, ...webSocket), { request: { upgrade: 'websocket' } })
})

test('an upgrade to another protocol is as the client spelled it, for any method', (t) => {
  const spdy = ['Connection', 'Upgrade', 'Upgrade', 'SPDY/3.1', 'Content-Length', '0']
  t.like(read({ method: 'POST' }, ...spdy), { request: { upgrade: 'SPDY/3.1' } })
})

test('an upgrade to HTTP or TLS, to one of several, or with a body is ignored', (t) => {
  const others: Parameters<typeof read>[] = [
    [{}, 'Connection', 'Upgrade', 'Upgrade', 'h2c'],
    [{}, 'Connection', 'Upgrade', 'Upgrade', 'websocket, h2c'],
    [{}, 'Upgrade', 'websocket'],
    [{ method: 'POST' }, ...webSocket],
    [{ httpVersion: '1.0' }, ...webSocket],
    [{}, ...webSocket, 'Content-Length', '3'],
    [{}, ...webSocket, 'Transfer-Encoding', 'chunked'],
  ]
  for (const other of others) t.is(requestOf(read(...other))?.upgrade, undefined)
})

test('100-continue is expected only where a body follows', (t) => {
  t.like(read({ method: 'PUT' }, 'Content-Length', '3', 'Expect', '100-Continue'), {
    expectsContinue: true,
    hasBody: true,
    bodyLength: 3,
  })
  t.like(read({}, 'Expect', '100-continue'), { expectsContinue: false })
  t.like(read({ httpVersion: '1.0' }, 'Expect', 'anything'), { expectsContinue: false })
})
