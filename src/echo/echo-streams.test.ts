import { once } from 'node:events'
import dgram from 'node:dgram'
import http2 from 'node:http2'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { buffer, text } from 'node:stream/consumers'
import tls from 'node:tls'
import test from 'ava'
import { makeAuthority } from '../testing/authority.ts'
import { startEchoBackend } from './echo-backend.ts'
import { startEchoDatagrams } from './echo-datagrams.ts'
import { answerToCall, framed, framedMessage, textField, writtenFields } from './echo-grpc.ts'

const identity = { namespace: 'shop', service: 'cart', pod: 'cart-1' }
const free = { address: '127.0.0.1', port: 0 }

test('lines that are not HTTP come back with the name of the backend in front, and each side ends for itself', async (t) => {
  const backend = await startEchoBackend({ ...identity, ...free })
  const socket = net.connect({ port: backend.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end('hello there\nand /more\nthe last')
  t.is(
    await text(socket),
    'shop/cart/cart-1: hello there\nshop/cart/cart-1: and /more\nshop/cart/cart-1: the last\n',
  )
  await backend.close()
})

test('a line that does not end is hung up on, not kept', async (t) => {
  const backend = await startEchoBackend({ ...identity, ...free })
  const socket = net.connect({ port: backend.port, host: '127.0.0.1' })
  socket.on('error', () => socket.destroy())
  const more = Buffer.alloc(64 * 1024, 'no method is spelled so ')
  const send = (): void => {
    while (!socket.destroyed && socket.bytesWritten < 64 * 1024 * 1024 && socket.write(more));
  }
  socket.on('drain', send)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  send()
  await closed
  t.true(socket.bytesWritten < 64 * 1024 * 1024)
  await backend.close()
})

test('a character that comes in two pieces is one, and so is the end of a line', async (t) => {
  const backend = await startEchoBackend({ ...identity, ...free })
  const socket = net.connect({ port: backend.port, host: '127.0.0.1', noDelay: true })
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  const bytes = Buffer.from('first line\nä\r\n')
  socket.write(bytes.subarray(0, 12))
  t.is((await answers.next()).value, 'shop/cart/cart-1: first line')
  socket.write(bytes.subarray(12))
  t.is((await answers.next()).value, 'shop/cart/cart-1: ä')
  socket.destroy()
  await backend.close()
})

test('by TLS too', async (t) => {
  const authority = await makeAuthority('echo')
  const pair = await authority.issue(['cart.example'])
  const backend = await startEchoBackend({ ...identity, ...free, tls: pair })
  const socket = tls.connect({ port: backend.port, host: '127.0.0.1', rejectUnauthorized: false })
  socket.end('hello\n')
  t.is(await text(socket), 'shop/cart/cart-1: hello\n')
  await backend.close()
})

test('datagrams come back with who answers in front', async (t) => {
  const backend = await startEchoDatagrams({ ...identity, ...free })
  const client = dgram.createSocket('udp4')
  client.send('hello', backend.port, '127.0.0.1')
  const [answer] = (await once(client, 'message')) as [Buffer]
  t.is(answer.toString(), 'shop/cart/cart-1: hello')
  client.close()
  await backend.close()
})

test('a call of gRPC is answered with who answers, by a status in trailers', async (t) => {
  const backend = await startEchoBackend({ ...identity, ...free })
  const session = http2.connect(`http://127.0.0.1:${backend.port}`)
  const call = async (path: string) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    stream.end(framed(writtenFields(['hello'])))
    const trailers = once(stream, 'trailers') as Promise<[http2.IncomingHttpHeaders]>
    const body = await buffer(stream)
    const [{ 'grpc-status': status }] = await trailers
    return { body, status }
  }
  const said = await call('/rauta.echo.Echo/Say')
  const reply = framedMessage(said.body)
  t.is(said.status, '0')
  t.is(reply && textField(reply, 1), 'shop/cart/cart-1')
  t.is(reply && textField(reply, 2), 'hello')
  const repeated = await call('/rauta.echo.Echo/Repeat')
  t.is(repeated.body.length, said.body.length * 3)
  t.is((await call('/rauta.echo.Echo/Other')).status, '12')
  session.destroy()
  await backend.close()
})

test('what is no message of the service is an invalid argument', (t) => {
  const bad = [
    Buffer.alloc(0),
    Buffer.from([1, 0, 0, 0, 0]),
    Buffer.from([0, 0, 0, 0, 9, 1]),
    framed(Buffer.from([8, 1])),
    framed(Buffer.from([10, 200])),
    framed(Buffer.from([10, 255, 255, 255, 255, 255, 255])),
  ]
  for (const body of bad) t.is(answerToCall('/rauta.echo.Echo/Say', body, identity).status, 3)
  t.is(answerToCall('/rauta.echo.Echo/Say', framed(Buffer.alloc(0)), identity).status, 0)
})

test('a text of any length is read as it was written', (t) => {
  for (const length of [0, 1, 127, 128, 300, 20_000]) {
    const words = 'ä'.repeat(length)
    t.is(textField(writtenFields(['x', words]), 2), words)
  }
})
