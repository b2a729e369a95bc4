import test from 'ava'
import { readHttp2Head, type RawHttp2Head } from './http2-head.ts'

const pseudo = { ':method': 'GET', ':scheme': 'http', ':authority': 'a.test', ':path': '/' }

interface Changes extends Partial<Omit<RawHttp2Head, 'rawHeaders'>> {
  readonly pseudo?: Readonly<Record<string, string | undefined>>
}

function read({ pseudo: changed, ...rest }: Changes, ...headers: string[]) {
  const all = Object.entries({ ...pseudo, ...changed }).filter(([, value]) => value !== undefined)
  return readHttp2Head({
    rawHeaders: [...all.flat(), ...headers] as string[],
    endsStream: true,
    scheme: 'http',
    headerCount: 200,
    headBytes: 1000,
    ...rest,
  })
}

test('a plain request is read', (t) => {
  t.deepEqual(read({ pseudo: { ':path': '/a/../b?c' } }, 'x-a', '1'), {
    type: 'head',
    request: {
      method: 'GET',
      target: '/b?c',
      scheme: 'http',
      authority: 'a.test',
      hostname: 'a.test',
      httpVersion: '2',
      headers: [['x-a', '1']],
    },
    hasBody: false,
    bodyLength: undefined,
    expectsContinue: false,
  })
})

const refused = test.macro({
  exec(t, _says: string, status: number, changes: Changes, ...headers: string[]) {
    t.like(read(changes, ...headers), { type: 'refusal', status })
  },
  title: (_, says, status) => `${says} is answered with ${status}`,
})

test(refused, ':authority and host that differ', 400, {}, 'host', 'b.test')
test(refused, 'two hosts', 400, {}, 'host', 'a.test', 'host', 'a.test')
test(refused, 'neither :authority nor host', 400, { pseudo: { ':authority': undefined } })
test(refused, 'user info in :authority', 400, { pseudo: { ':authority': 'u@a.test' } })
test(refused, '# in :path', 400, { pseudo: { ':path': '/a#b' } })
test(refused, 'raw bytes in :path', 400, { pseudo: { ':path': '/\u00ff' } })
test(refused, 'an absolute :path', 400, { pseudo: { ':path': 'http://b.test/' } })
test(refused, 'an empty :path', 400, { pseudo: { ':path': '' } })
test(refused, 'GET *', 400, { pseudo: { ':path': '*' } })
test(refused, ':scheme https in the clear', 400, { pseudo: { ':scheme': 'https' } })
test(refused, ':scheme http over TLS', 400, { scheme: 'https' })
test(refused, 'CONNECT', 501, { pseudo: { ':method': 'CONNECT' } })
test(refused, 'a method that is no token', 400, { pseudo: { ':method': 'GET /' } })
test(refused, 'too many headers', 431, { headerCount: 5 }, 'a', '1', 'b', '2')
test(refused, 'too large a head', 431, { headBytes: 300 }, 'a', 'x'.repeat(100))
test(refused, 'another expectation', 417, {}, 'expect', 'tea')
test(refused, 'a content-length that is none', 400, {}, 'content-length', '-1')

test('host stands in for :authority', (t) => {
  t.like(read({ pseudo: { ':authority': undefined } }, 'host', 'B.test'), {
    request: { authority: 'B.test', hostname: 'b.test', headers: [] },
  })
})

test('cookies are joined where the first one stood', (t) => {
  const head = read({}, 'cookie', 'a=1', 'x', 'y', 'cookie', 'b=2')
  t.deepEqual(head.type === 'head' && head.request.headers, [
    ['cookie', 'a=1; b=2'],
    ['x', 'y'],
  ])
})

test('te: trailers is kept', (t) => {
  const head = read({}, 'te', 'trailers')
  t.deepEqual(head.type === 'head' && head.request.headers, [['te', 'trailers']])
})

test('the content of a HEAD is not passed on', (t) => {
  t.like(read({ endsStream: false, pseudo: { ':method': 'HEAD' } }), { hasBody: false })
  t.like(read({ endsStream: false, pseudo: { ':method': 'POST' } }), { hasBody: true })
})
