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
  exec(t, [status]: [number, string], changes: Changes, ...headers: string[]) {
    t.like(read(changes, ...headers), { type: 'refusal', status })
  },
  title: (_, [status, says]) => `${says} is answered with ${status}`,
})

test(refused, [400, ':authority and host that differ'], {}, 'host', 'b.test')
test(refused, [400, 'two hosts'], {}, 'host', 'a.test', 'host', 'a.test')
test(refused, [400, 'neither :authority nor host'], { pseudo: { ':authority': undefined } })
test(refused, [400, 'user info in :authority'], { pseudo: { ':authority': 'u@a.test' } })
test(refused, [400, '# in :path'], { pseudo: { ':path': '/a#b' } })
test(refused, [400, 'raw bytes in :path'], { pseudo: { ':path': '/\u00ff' } })
test(refused, [400, 'an absolute :path'], { pseudo: { ':path': 'http://b.test/' } })
test(refused, [400, 'an empty :path'], { pseudo: { ':path': '' } })
test(refused, [400, 'GET *'], { pseudo: { ':path': '*' } })
test(refused, [400, ':scheme https in the clear'], { pseudo: { ':scheme': 'https' } })
test(refused, [400, ':scheme http over TLS'], { scheme: 'https' })
test(refused, [501, 'CONNECT'], { pseudo: { ':method': 'CONNECT' } })
test(refused, [400, 'a method that is no token'], { pseudo: { ':method': 'GET /' } })
test(refused, [431, 'too many headers'], { headerCount: 5 }, 'a', '1', 'b', '2')
test(refused, [431, 'too large a head'], { headBytes: 300 }, 'a', 'x'.repeat(100))
test(
  refused,
  [414, 'too long a target'],
  { headBytes: 300, pseudo: { ':path': `/${'x'.repeat(200)}` } },
  'a',
  'x'.repeat(100),
)
test(
  refused,
  [431, 'too large a head with cookies in it'],
  { headBytes: 600 },
  ...Array.from({ length: 10 }, () => ['cookie', 'x'.repeat(50)]).flat(),
)
test(refused, [417, 'another expectation'], {}, 'expect', 'tea')
test(refused, [400, 'a content-length that is none'], {}, 'content-length', '-1')

test('host stands in for :authority', (t) => {
  t.like(read({ pseudo: { ':authority': undefined } }, 'host', 'B.test'), {
    request: { authority: 'B.test', hostname: 'b.test', headers: [] },
  })
})

test('cookies that were split are one header, of its size as one', (t) => {
  const crumbs = Array.from({ length: 40 }, (_, index) => ['cookie', `c${index}=v`])
  const joined = crumbs.map(([, value]) => value).join('; ')
  const head = read({ headerCount: 5, headBytes: 180 + 38 + joined.length }, ...crumbs.flat())
  t.like(head, { type: 'head', request: { headers: [['cookie', joined]] } })
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

for (const method of ['HEAD', 'TRACE']) {
  test(`the length of a ${method}'s content is not passed on either`, (t) => {
    const open = { endsStream: false, pseudo: { ':method': method } }
    t.like(read(open, 'content-length', '30'), { hasBody: false, bodyLength: undefined })
  })
}
