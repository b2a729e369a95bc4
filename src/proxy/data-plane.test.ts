import test from 'ava'
import { connect as connectHttp2 } from 'node:http2'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import { startPlane } from './listeners/test-plane.ts'
import { exchange } from './listeners/test-wire.ts'
import { testCertificate } from './listeners/test-certificate.ts'

test('a request in the clear is answered over HTTP/1.1', async (t) => {
  const { port } = await startPlane(t)
  t.regex(
    await exchange(t, port, 'GET /a?b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1.1 200 OK[^]*\/a\?b$/,
  )
})

test('h2c', async (t) => {
  const { port } = await startPlane(t)
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  t.teardown(() => session.destroy())
  const stream = session.request({ ':path': '/x' })
  t.is(await text(stream), '/x')
  const post = session.request({ ':path': '/x', ':method': 'POST' })
  post.end('abc')
  t.is(await text(post), 'abc')
})

test('tls', async (t) => {
  const certificate = await testCertificate(['a.test'])
  const { port, report } = await startPlane(t, {
    listeners: [{ hostname: 'a.test', tls: { certificates: [certificate.name] } }],
    certificates: [certificate],
  })
  t.log(report)
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername: 'A.test',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  })
  await once(socket, 'secureConnect')
  socket.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
  t.regex(await text(socket), /200/)
  const session = connectHttp2(`https://a.test:${port}`, {
    createConnection: () =>
      connectTls({
        port,
        host: '127.0.0.1',
        servername: 'a.test',
        rejectUnauthorized: false,
        ALPNProtocols: ['h2'],
      }),
  })
  t.teardown(() => session.destroy())
  t.is(await text(session.request({ ':path': '/y' })), '/y')
})
