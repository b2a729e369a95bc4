// The contract that all forwarders keep, each against real servers of its protocol.
import { stable } from '../../testing/stable.ts'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import type { Backend } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList } from '../words/exchange.ts'
import type { Forwarder } from './forwarder.ts'
import {
  deadEndpoint,
  httpBackend,
  rawBackend,
  type Handler,
} from '../../testing/proxy/endpoint-side/backends.ts'
import { forwarderKinds, forwarderOf } from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import {
  answered,
  bodyOf,
  failed,
  requestOf,
  readText,
} from '../../testing/proxy/endpoint-side/requests.ts'

type Protocol = Backend['protocol']

interface Given {
  readonly t: ExecutionContext
  readonly protocol: Protocol
  readonly forwarder: Forwarder
  backend(handler: Handler): ReturnType<typeof httpBackend>
}

function contract(title: string, body: (given: Given) => Promise<void>): void {
  for (const kind of forwarderKinds) {
    const { name, protocol } = kind
    test(`${name}: ${title}`, async (t) => {
      const backend = async (handler: Handler) => {
        const started = await httpBackend(protocol, handler)
        t.teardown(started.close)
        return started
      }
      await body({ t, protocol, forwarder: forwarderOf(t, kind), backend })
    })
  }
}

contract('a request arrives with method, target, authority and headers as given', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    const { method, url, rawHeaders } = request
    const authority = request.headers[':authority'] ?? request.headers.host
    response.end(JSON.stringify({ method, url, authority, rawHeaders }))
  })
  const headers: HeaderList = [
    ['X-Twice', 'one'],
    ['Accept', 'text/plain'],
    ['X-Twice', 'two'],
    ['X-Latin', 'caf\u00e9'],
  ]
  const target = '//double//slash?a=b?c&d=%2e%2e'
  const result = await forwarder.forward(
    requestOf({ method: 'OPTIONS', target, headers, authority: 'shop.example:8080' }),
    endpoint,
  )
  const seen = JSON.parse(await readText(answered(result).body))
  t.is(seen.method, 'OPTIONS')
  t.is(seen.url, target)
  t.is(seen.authority, 'shop.example:8080')
  const raw: string[] = seen.rawHeaders
  const twice = raw.filter((_, i) => raw[i - 1]?.toLowerCase() === 'x-twice')
  t.deepEqual(twice, ['one', 'two'])
  t.true(raw.includes('caf\u00e9'))
  t.false(raw.some((name) => name.toLowerCase() === 'content-length'))
})

contract('a length of a body that is not there is not promised', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    response.setHeader('X-Length', request.headers['content-length'] ?? 'none')
    response.end()
  })
  const result = await forwarder.forward(requestOf({ method: 'HEAD', bodyLength: 30 }), endpoint)
  const length = answered(result).headers.find(([name]) => /^x-length$/i.test(name))
  t.is(length?.[1], '0')
})

contract('headers of one hop do not arrive, whoever wrote them', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    response.end(JSON.stringify(request.headers))
  })
  const headers: HeaderList = [
    ['Connection', 'x-hop, content-length'],
    ['X-Hop', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['Content-Length', '100'],
    ['Host', 'other.example'],
    ['Keep-Alive', 'timeout=5'],
    ['TE', 'gzip'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAAA'],
    ['Trailer', 'x'],
    ['X-Kept', '1'],
  ]
  const result = await forwarder.forward(requestOf({ headers }), endpoint)
  const seen = JSON.parse(await readText(answered(result).body))
  t.is(seen['x-kept'], '1')
  t.is(seen[':authority'] ?? seen.host, 'shop.example')
  const wrong = ['x-hop', 'transfer-encoding', 'content-length', 'keep-alive', 'te', 'upgrade']
  for (const name of [...wrong, 'http2-settings']) t.is(seen[name], undefined, name)
})

contract('TE is passed on as far as the gateway keeps its promise: trailers', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    response.end(JSON.stringify(request.headers))
  })
  const headers: HeaderList = [['te', 'gzip;q=1, trailers']]
  const result = await forwarder.forward(requestOf({ headers }), endpoint)
  t.is(JSON.parse(await readText(answered(result).body)).te, 'trailers')
})

contract('an answer comes with status, repeated headers, body and trailers', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((_request, response) => {
    response.statusCode = 404
    response.setHeader('Set-Cookie', ['a=1', 'b=2'])
    response.write('one ')
    response.addTrailers({ 'X-Sum': '42' })
    response.end('two')
  })
  const { status, headers, body, trailers } = answered(
    await forwarder.forward(requestOf(), endpoint),
  )
  t.is(status, 404)
  t.deepEqual(
    headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value),
    ['a=1', 'b=2'],
  )
  t.false(headers.some(([name]) => /^(connection|transfer-encoding|keep-alive|:)/i.test(name)))
  t.is(await readText(body), 'one two')
  t.deepEqual(
    trailers().map(([name, value]) => [name.toLowerCase(), value]),
    [['x-sum', '42']],
  )
})

contract(
  'bodies of known and unknown length arrive whole, with trailers after the latter',
  async (given) => {
    const { t, forwarder } = given
    const { endpoint } = await given.backend((request, response) => {
      void buffer(request).then((body) =>
        response.end(
          JSON.stringify({
            text: body.toString(),
            length: request.headers['content-length'],
            trailer: request.trailers['x-sum'],
          }),
        ),
      )
    })
    for (const method of ['POST', 'GET', 'DELETE']) {
      const known = await forwarder.forward(
        requestOf({ method, body: bodyOf(['abc', 'def']), bodyLength: 6 }),
        endpoint,
      )
      t.deepEqual(JSON.parse(await readText(answered(known).body)), { text: 'abcdef', length: '6' })
      const unknown = await forwarder.forward(
        requestOf({ method, body: bodyOf(['abc', 'def']), trailers: () => [['X-Sum', '42']] }),
        endpoint,
      )
      const seen = JSON.parse(await readText(answered(unknown).body))
      t.deepEqual(seen, { text: 'abcdef', trailer: '42' }, method)
    }
  },
)

contract('trailers that can not be written fail the request and nothing else', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    request.on('error', () => {})
    request.resume().on('end', () => response.end('ok'))
  })
  const bad: readonly HeaderList[] = [
    [['x-bad', 'a\r\nb: c']],
    [['x bad', 'a']],
    [
      ['etag', '1'],
      ['etag', '2'],
    ],
  ]
  for (const trailers of bad) {
    const body = bodyOf(['abc'])
    const request = requestOf({ method: 'POST', body, trailers: () => trailers })
    const result = await forwarder.forward(request, endpoint)
    if (result.type === 'failure') t.is(result.reason, 'body', result.error.message)
    else t.is(await readText(answered(result).body), 'ok')
  }
  t.is(await readText(answered(await forwarder.forward(requestOf(), endpoint)).body), 'ok')
})

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)

if (hasIPv6)
  contract('an endpoint may have an IPv6 address', async (given) => {
    const { t, forwarder, protocol } = given
    const backend = await httpBackend(protocol, (_, response) => response.end('six'), {
      address: '::1',
    })
    t.teardown(backend.close)
    const { body } = answered(await forwarder.forward(requestOf(), backend.endpoint))
    t.is(await readText(body), 'six')
  })

contract('HEAD, 204 and 304 have no body, and keep the length that they tell', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    response.statusCode = Number(request.url?.slice(1))
    if (request.method === 'HEAD') response.setHeader('Content-Length', 1000)
    response.end()
  })
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ] as const) {
    const result = await forwarder.forward(requestOf({ method, target: `/${status}` }), endpoint)
    const { body, headers, ...answer } = answered(result)
    t.is(answer.status, status)
    t.is(await readText(body), '')
    if (method === 'HEAD')
      t.true(headers.some(([name, value]) => /^content-length$/i.test(name) && value === '1000'))
  }
})

contract('interim answers are told, the final one follows', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' })
    response.end('final')
  })
  const informed: unknown[] = []
  const onInform = (status: number, headers: HeaderList) => informed.push([status, headers])
  const result = await forwarder.forward(requestOf({ onInform }), endpoint)
  t.is(await readText(answered(result).body), 'final')
  const [[status, headers]] = informed as [[number, HeaderList]]
  t.is(status, 103)
  t.deepEqual(
    headers.map(([name, value]) => [name.toLowerCase(), value]),
    [['link', '</a.css>; rel=preload']],
  )
})

contract('a refused connection fails as unsent and costs nothing of the body', async (given) => {
  const { t, forwarder } = given
  const body = bodyOf(['abc'])
  const result = failed(
    await forwarder.forward(requestOf({ method: 'POST', body }), await deadEndpoint(t)),
  )
  t.is(result.reason, 'connect')
  t.true(result.isUnsent)
  t.false(body.readableDidRead)
  t.is(await readText(body), 'abc')
})

contract('a connection that closes before the answer is a reset', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request) => request.socket.destroy())
  const body = bodyOf(['abc'])
  const result = failed(await forwarder.forward(requestOf({ method: 'POST', body }), endpoint))
  t.is(result.reason, 'reset')
  t.false(result.isUnsent)
  t.false(body.destroyed && !body.readableEnded, 'the client may still be answered')
})

contract('a body that is cut reaches the backend as cut', async (given) => {
  const { t, forwarder } = given
  const seen: Promise<string>[] = []
  let onBegun = () => {}
  const { endpoint } = await given.backend((request, response) => {
    seen.push(
      new Promise((resolve) => {
        request.on('end', () => resolve('complete'))
        request.on('aborted', () => resolve('cut'))
        request.on('error', () => resolve('cut'))
      }),
    )
    request.resume()
    response.on('error', () => {})
    onBegun()
  })
  for (const bodyLength of [undefined, 100]) {
    const begun = new Promise<void>((resolve) => (onBegun = resolve))
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('abc')
        await begun
        throw new Error('the client went away')
      })(),
    )
    const request = requestOf({ method: 'POST', body, bodyLength })
    const result = failed(await forwarder.forward(request, endpoint))
    t.is(result.reason, 'body')
    t.false(result.isUnsent)
  }
  t.deepEqual(await Promise.all(seen), ['cut', 'cut'])
})

contract(
  'a body of another length than it said is cut, and no byte too many sent',
  async (given) => {
    const { t, forwarder } = given
    const seen: string[] = []
    const { endpoint } = await given.backend((request, response) => {
      request.on('error', () => {})
      response.on('error', () => {})
      request.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
      // Of HTTP/2 Node tells the end of one that was reset, too, after it was aborted.
      request.on('end', () => request.aborted || seen.push('complete'))
    })
    for (const bodyLength of [2, 100]) {
      const body = bodyOf(['abcdef'])
      const request = requestOf({ method: 'POST', body, bodyLength })
      t.is(failed(await forwarder.forward(request, endpoint)).reason, 'body')
    }
    t.false(seen.includes('complete'))
  },
)

contract('an answer that is cut errors its body', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    if (request.url === '/length') response.setHeader('Content-Length', 100)
    response.write('partial')
    setImmediate(() => request.socket.destroy())
  })
  for (const target of ['/length', '/unknown']) {
    const { body } = answered(await forwarder.forward(requestOf({ target }), endpoint))
    await t.throwsAsync(readText(body))
  }
})

contract('aborting before the answer fails as aborted and tells the backend', async (given) => {
  const { t, forwarder } = given
  const gone = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const { endpoint } = await given.backend((request, response) => {
    arrived.resolve()
    response.on('close', () => gone.resolve())
    request.on('error', () => {})
  })
  const controller = new AbortController()
  const result = forwarder.forward(requestOf({ signal: controller.signal }), endpoint)
  await arrived.promise
  controller.abort(new Error('enough'))
  t.is(failed(await result).reason, 'aborted')
  await gone.promise
  const late = await forwarder.forward(requestOf({ signal: controller.signal }), endpoint)
  t.is(failed(late).reason, 'aborted')
})

contract('aborting while connecting fails at once', async ({ t, forwarder }) => {
  const backend = await rawBackend((socket) => socket.pause())
  t.teardown(backend.close)
  const controller = new AbortController()
  const result = forwarder.forward(requestOf({ signal: controller.signal }), backend.endpoint)
  await turn()
  controller.abort(new Error('enough'))
  t.is(failed(await result).reason, 'aborted')
})

contract(
  'aborting in the middle of the answer errors its body and tells the backend',
  async (given) => {
    const { t, forwarder } = given
    const gone = Promise.withResolvers<void>()
    const { endpoint } = await given.backend((request, response) => {
      response.on('close', () => gone.resolve())
      request.on('error', () => {})
      response.write('first')
    })
    const controller = new AbortController()
    const { body } = answered(
      await forwarder.forward(requestOf({ signal: controller.signal }), endpoint),
    )
    await once(body, 'data')
    const closed = once(body, 'error')
    controller.abort(new Error('enough'))
    await closed
    await gone.promise
    t.pass()
  },
)

contract('a reader that destroys the body gives up the rest', async (given) => {
  const { t, forwarder } = given
  const gone = Promise.withResolvers<void>()
  const { endpoint } = await given.backend((request, response) => {
    response.on('close', () => gone.resolve())
    request.on('error', () => {})
    response.write('first')
  })
  const { body } = answered(await forwarder.forward(requestOf(), endpoint))
  body.on('error', () => {})
  body.destroy(new Error('the client went away'))
  await gone.promise
  t.pass()
})

contract('an early answer is had although the body is not over', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((_request, response) => {
    response.statusCode = 413
    response.end('too much')
  })
  const body = new PassThrough()
  body.write('first')
  const { status, body: answer } = answered(
    await forwarder.forward(requestOf({ method: 'POST', body }), endpoint),
  )
  t.is(status, 413)
  t.is(await readText(answer), 'too much')
  t.false(body.destroyed)
})

contract(
  'a reader that is slow holds up the backend, and a backend that is slow the body',
  async (given) => {
    const { t, forwarder } = given
    let sent = 0
    const { endpoint } = await given.backend((request, response) => {
      if (request.method === 'POST') return
      Readable.from(
        (function* () {
          for (let i = 0; i < 1024; i += 1) {
            sent += 65_536
            yield Buffer.alloc(65_536)
          }
        })(),
      ).pipe(response)
    })
    const { body } = answered(await forwarder.forward(requestOf(), endpoint))
    await stable(() => sent)
    t.true(sent < 16_000_000, `${sent} bytes were sent to nobody`)
    body.on('error', () => {}).destroy(new Error('enough'))

    let read = 0
    const upload = new Readable({
      read() {
        read += 65_536
        this.push(read < 67_000_000 ? Buffer.alloc(65_536) : null)
      },
    })
    const controller = new AbortController()
    const result = forwarder.forward(
      requestOf({ method: 'POST', body: upload, signal: controller.signal }),
      endpoint,
    )
    await stable(() => read)
    t.true(read < 16_000_000, `${read} bytes were read for nobody`)
    controller.abort(new Error('enough'))
    await result
  },
)

contract(
  'connections are kept, and an endpoint that went away and came back is reached',
  async (given) => {
    const { t, forwarder } = given
    const handler: Handler = (_request, response) => response.end('ok')
    const first = await given.backend(handler)
    for (let i = 0; i < 5; i += 1)
      await readText(answered(await forwarder.forward(requestOf(), first.endpoint)).body)
    t.is(first.sockets.length, 1)
    first.sockets[0]?.destroy()
    const result = await forwarder.forward(requestOf(), first.endpoint)
    t.is(await readText(answered(result).body), 'ok')
    t.is(first.sockets.length, 2)
  },
)

contract('many requests at once are each answered with their own', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((request, response) => {
    response.end(request.url)
  })
  const targets = Array.from({ length: 300 }, (_, i) => `/${i}`)
  const answers = await Promise.all(
    targets.map(async (target) =>
      readText(answered(await forwarder.forward(requestOf({ target }), endpoint)).body),
    ),
  )
  t.deepEqual(answers, targets)
})

contract('what can not be written fails as the request’s own fault', async (given) => {
  const { t, forwarder } = given
  const { endpoint } = await given.backend((_request, response) => response.end())
  for (const bad of [
    { headers: [['x-bad', 'a\r\nb: c']] as HeaderList },
    { headers: [['x bad', 'a']] as HeaderList },
    { target: '/a b' },
    { target: '/a\r\nx: y' },
    { authority: 'a\r\nx: y' },
    { method: 'GET /evil' },
  ]) {
    const result = await forwarder.forward(requestOf(bad), endpoint)
    if (result.type === 'failure') t.is(result.reason, 'request', result.error.message)
    else t.fail('it was sent')
  }
})

contract(
  'a port that speaks something else is not taken for an answer',
  async ({ t, forwarder }) => {
    const backend = await rawBackend((socket) => socket.end('SSH-2.0-OpenSSH_9.0\r\n'))
    t.teardown(backend.close)
    const result = failed(await forwarder.forward(requestOf(), backend.endpoint))
    t.true(['malformed', 'connect'].includes(result.reason), result.reason)
  },
)
