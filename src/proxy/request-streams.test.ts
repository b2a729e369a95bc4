// Bodies and tunnels through the whole pipeline: what is cut on one side must be seen as
// cut on the other, and nobody is read faster than the other side takes it.
import { stable } from '../testing/stable.ts'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { request as httpRequest } from 'node:http'
import { WebSocket } from 'ws'
import { httpBackend, rawBackend, type Handler } from '../testing/proxy/endpoint-side/backends.ts'
import { answerFirstStream, frames } from '../testing/proxy/endpoint-side/frames.ts'
import { http1Ways } from './words/http1-way.ts'
import { dial } from '../testing/proxy/client-side/wire.ts'
import {
  gatewayTo,
  snapshotOfRule,
  startTestGateway,
  webSocketGateway,
} from '../testing/proxy/gateway.ts'

const protocols = ['http1', 'h2c'] as const

for (const protocol of protocols) {
  test(`${protocol}: an answer that the backend cuts is cut for the client`, async (t) => {
    const handler: Handler = (request, response) => {
      response.write('partial')
      setImmediate(() => request.socket.destroy())
    }
    const gateway = await gatewayTo(t, handler, { protocol })
    const response = await gateway.open()
    t.is(response.statusCode, 200)
    await t.throwsAsync(text(response), { code: 'ECONNRESET' })
    const { status, flags } = await gateway.record()
    t.is(status, 200)
    t.deepEqual(flags, ['response-cut'])
  })

  test(`${protocol}: a client that goes away in mid-body is seen as cut by the backend`, async (t) => {
    const cut = Promise.withResolvers<void>()
    const got = Promise.withResolvers<void>()
    const handler: Handler = (request) => {
      request.on('data', () => got.resolve())
      request.on('end', () => cut.reject(new Error('it ended as if it were complete')))
      request.on('aborted', () => cut.resolve()).on('error', () => cut.resolve())
    }
    const gateway = await gatewayTo(t, handler, { protocol, limits: { readAheadBytes: 1 } })
    const client = connect(gateway.port, '127.0.0.1')
    client.write('POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100\r\n\r\npart')
    await got.promise
    client.destroy()
    await cut.promise
    const { flags, status } = await gateway.record()
    t.is(status, 499)
    t.deepEqual(flags, ['client-gone'])
  })

  test(`${protocol}: a client that goes away in mid-answer ends the backend's work`, async (t) => {
    const closed = Promise.withResolvers<void>()
    const handler: Handler = (request, response) => {
      request.on('error', () => {})
      response.on('close', () => closed.resolve())
      response.write('first')
    }
    const limits = { halfClosedProbeMs: 5, halfClosedMs: 30 }
    const gateway = await gatewayTo(t, handler, { protocol, limits })
    const response = await gateway.open()
    await once(response, 'data')
    response.on('error', () => {}).destroy()
    await closed.promise
    const { flags, status } = await gateway.record()
    t.is(status, 200)
    t.deepEqual(flags, ['client-gone'])
  })

  test(`${protocol}: a megabyte goes through both ways`, async (t) => {
    const handler: Handler = (request, response) => void request.pipe(response)
    const gateway = await gatewayTo(t, handler, { protocol })
    const body = Buffer.alloc(1_000_000, 'abcdefghij')
    for (let i = 0; i < 3; i += 1) {
      const answer = await gateway.fetch({ method: 'POST', body })
      t.is(answer.body, body.toString())
      t.like(await gateway.record(), { bytesReceived: body.length, bytesSent: body.length })
    }
  })

  test(`${protocol}: a client that does not read holds up the backend`, async (t) => {
    let sent = 0
    const handler: Handler = (request, response) => {
      request.on('error', () => {})
      const source = Readable.from(
        (function* () {
          for (;;) {
            sent += 65_536
            yield Buffer.alloc(65_536)
          }
        })(),
      )
      response.on('close', () => source.destroy())
      source.pipe(response)
    }
    const gateway = await gatewayTo(t, handler, { protocol })
    const response = await gateway.open()
    await stable(() => sent)
    t.true(sent < 24_000_000, `${sent} bytes were sent to a client that reads none`)
    response.on('error', () => {}).destroy()
    await gateway.record()
  })

  test(`${protocol}: trailers go through both ways`, async (t) => {
    const handler: Handler = (request, response) => {
      request.resume().on('end', () => {
        response.setHeader('Trailer', 'X-Sum')
        response.write('body')
        response.addTrailers({ 'X-Sum': request.trailers['x-client'] ?? '' })
        response.end()
      })
    }
    const gateway = await gatewayTo(t, handler, { protocol })
    const request = httpRequest({
      port: gateway.port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { Host: 'shop.example', 'Transfer-Encoding': 'chunked', Trailer: 'X-Client' },
      agent: false,
    })
    request.write('abc')
    request.addTrailers({ 'X-Client': '42' })
    request.end()
    const [response] = await once(request, 'response')
    t.is(await text(response), 'body')
    t.is(response.trailers['x-sum'], '42')
  })
}

test('octets above ASCII in headers stay what they are, also where the body comes later', async (t) => {
  let seen = ''
  const headSent = Promise.withResolvers<Socket>()
  const backend = await rawBackend((socket) => {
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1')
      if (!seen.endsWith('abc')) return
      socket.write('HTTP/1.1 200 OK\r\nX: \u00fc\u00ff\r\nContent-Length: 3\r\n\r\n', 'latin1')
      headSent.resolve(socket)
    })
  })
  t.teardown(backend.close)
  const { port } = await startTestGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }))
  const wire = dial(t, port)
  wire.send('PUT / HTTP/1.1\r\nHost: a.test\r\nX: \u00fc\u00ff\r\nContent-Length: 3\r\n\r\n')
  wire.send('abc')
  const backendSide = await headSent.promise
  await wire.until(/\r\n\r\n$/)
  backendSide.write('abc')
  t.regex(await wire.until(/abc$/), /\r\nX: \u00fc\u00ff\r\n/)
  t.regex(seen, /\r\nX: \u00fc\u00ff\r\n/)
})

test('an HTTP/2 answer that ends by a reset is cut for the client', async (t) => {
  const backend = await rawBackend((socket) =>
    answerFirstStream(socket, () =>
      socket.write(
        Buffer.concat([frames.head({ ':status': '200' }), frames.data('part'), frames.reset(0)]),
      ),
    ),
  )
  t.teardown(backend.close)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }, 'h2c'))
  const response = await gateway.open()
  t.is(response.statusCode, 200)
  await t.throwsAsync(text(response), { code: 'ECONNRESET' })
  t.deepEqual((await gateway.record()).flags, ['response-cut'])
})

const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'

for (const [how, cut] of Object.entries<(socket: Socket) => void>({
  'is closed': (socket) => socket.end(head),
  'is closed amid its body': (socket) => socket.end(`${head}part`),
  'is reset': (socket) => void socket.write(head, () => socket.resetAndDestroy()),
}))
  test(`an answer whose connection ${how} in one piece with its head is cut behind its head`, async (t) => {
    const backend = await rawBackend((socket) => void socket.once('data', () => cut(socket)))
    t.teardown(backend.close)
    const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }))
    for (let i = 0; i < 5; i++) {
      const response = await gateway.open()
      t.is(response.statusCode, 200)
      await t.throwsAsync(text(response), { code: 'ECONNRESET' })
    }
  })

for (const http1 of http1Ways)
  test(`${http1}: an answer without a length whose connection is reset is cut for the client`, async (t) => {
    const sockets: Socket[] = []
    const backend = await rawBackend((socket) => {
      sockets.push(socket)
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\npart'))
    })
    t.teardown(backend.close)
    const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
    const gateway = await startTestGateway(t, snapshot, {}, http1)
    const response = await gateway.open()
    await once(response, 'data')
    sockets[0]?.resetAndDestroy()
    await t.throwsAsync(text(response), { code: 'ECONNRESET' })
    t.deepEqual((await gateway.record()).flags, ['response-cut'])
  })

test('a client that waits for 100 gets it once an endpoint was found', async (t) => {
  const gateway = await gatewayTo(t, (request, response) => void request.pipe(response))
  const request = httpRequest({
    port: gateway.port,
    host: '127.0.0.1',
    method: 'PUT',
    headers: { Host: 'shop.example', Expect: '100-continue', 'Content-Length': 4 },
    agent: false,
  })
  request.flushHeaders()
  await once(request, 'continue')
  request.end('body')
  const [response] = await once(request, 'response')
  t.is(await text(response), 'body')
})

test('a client that waits for 100 is spared its body where there is no endpoint', async (t) => {
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [] }))
  const request = httpRequest({
    port: gateway.port,
    host: '127.0.0.1',
    method: 'PUT',
    headers: { Host: 'shop.example', Expect: '100-continue', 'Content-Length': 4 },
    agent: false,
  })
  request.on('error', () => {}).on('continue', () => t.fail('it was asked for its body'))
  request.flushHeaders()
  const [response] = await once(request, 'response')
  t.is(response.statusCode, 503)
  request.destroy()
})

test('early hints go through', async (t) => {
  const gateway = await gatewayTo(t, (_, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' })
    response.end('final')
  })
  const request = httpRequest({ port: gateway.port, host: '127.0.0.1', agent: false })
  request.end()
  const informed = once(request, 'information')
  const [response] = await once(request, 'response')
  t.is((await informed)[0].statusCode, 103)
  t.is(await text(response), 'final')
})

test('a WebSocket echoes', async (t) => {
  const gateway = await webSocketGateway(t)
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  await once(client, 'open')
  for (const sent of ['one', 'x'.repeat(200_000)]) {
    const received = once(client, 'message')
    client.send(sent)
    t.is(String((await received)[0]), sent)
  }
  client.close(1000)
  await once(client, 'close')
  const record = await gateway.record()
  t.is(record.status, 101)
  t.true(record.flags.includes('upgraded'))
  t.true(record.bytesReceived > 200_000)
})

test('an upgrade that the backend refuses gets its answer', async (t) => {
  const backend = await httpBackend('http1', () => {})
  backend.server.on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno'),
  )
  t.teardown(backend.close)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }))
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  client.on('error', () => {})
  const [, response] = await once(client, 'unexpected-response')
  t.is(response.statusCode, 401)
  t.is(await text(response), 'no')
})

test('an upgrade to a backend that speaks HTTP/2 is answered as a plain request', async (t) => {
  const gateway = await gatewayTo(t, (_, response) => response.end('plain'), { protocol: 'h2c' })
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  client.on('error', () => {})
  const [, response] = await once(client, 'unexpected-response')
  t.is(response.statusCode, 200)
  t.is(await text(response), 'plain')
})

test('a backend that gives nonsense is 502 for the client', async (t) => {
  const backend = await rawBackend((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'))
  })
  t.teardown(backend.close)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }))
  t.is((await gateway.fetch()).status, 502)
  t.deepEqual((await gateway.record()).flags, ['upstream-malformed'])
})

test('a backend that answers before the body is over gets no more of it', async (t) => {
  const gateway = await gatewayTo(t, (_, response) => response.writeHead(413).end('too much'))
  let sent = 0
  const upload = new Readable({
    read() {
      sent += 65_536
      this.push(Buffer.alloc(65_536))
    },
  })
  const request = httpRequest({
    port: gateway.port,
    host: '127.0.0.1',
    method: 'POST',
    agent: false,
  })
  request.on('error', () => {})
  upload.pipe(request)
  const [response] = await once(request, 'response')
  t.is(response.statusCode, 413)
  t.is(await text(response), 'too much')
  upload.destroy()
  request.destroy()
  t.is((await gateway.record()).status, 413)
})
