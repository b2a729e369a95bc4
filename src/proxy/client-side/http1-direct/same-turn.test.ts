// What ends a request in the very turn of the event loop in which an answer waits to be written.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Duplex } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import { eventually } from '../../../testing/eventually.ts'
import { httpBackend } from '../../../testing/proxy/endpoint-side/backends.ts'
import { dial } from '../../../testing/proxy/client-side/wire.ts'
import { snapshotOfRule, startTestGateway } from '../../../testing/proxy/gateway.ts'
import { Http1Answer } from './http1-answer.ts'

const host = 'Host: shop.example\r\n'
const firstChunk = `POST /b HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`

/** A client whose next chunk is malformed; it comes as soon as `what` of the endpoint's answer was given on. */
async function malformedAfter(t: ExecutionContext, what: 'inform' | 'end', answer: string) {
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.write(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => void server.close())
  // A server on a TCP port has no other kind of address.
  const { port } = server.address() as AddressInfo
  const endpoint = { name: 'endpoint', address: '127.0.0.1', port }
  const snapshot = snapshotOfRule({}, { shop: [endpoint] })
  const gateway = await startTestGateway(t, snapshot, { readAheadBytes: 1 }, 'direct')
  const written: string[] = []
  const errors: Error[] = []
  const stream = new Duplex({
    read: () => {},
    write: (chunk, _, callback) => {
      if (chunk.length > 0) written.push(chunk.toString('latin1'))
      callback()
    },
  })
  stream.on('error', (error) => void errors.push(error))
  const before = Object.getOwnPropertyDescriptor(Http1Answer.prototype, what)!
  Object.defineProperty(Http1Answer.prototype, what, {
    ...before,
    value(this: Http1Answer, given: never) {
      before.value.call(this, given)
      // Still in this turn.
      process.nextTick(() => stream.push('no chunk\r\n'))
    },
  })
  t.teardown(() => void Object.defineProperty(Http1Answer.prototype, what, before))
  gateway.take(stream)
  stream.push(firstChunk)
  await eventually(() => stream.destroyed || stream.writableEnded)
  return { written: written.join(''), errors }
}

test.serial(
  'an interim answer goes out before the refusal of what follows in its turn',
  async (t) => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n'
    const { written, errors } = await malformedAfter(t, 'inform', interim)
    t.regex(written, /^HTTP\/1\.1 103 [^]*\r\n\r\nHTTP\/1\.1 400 /)
    t.deepEqual(errors, [])
  },
)

test.serial(
  'a whole answer goes out, though its request turns out to be malformed in its turn',
  async (t) => {
    const early = 'HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno'
    const { written } = await malformedAfter(t, 'end', early)
    t.regex(written, /^HTTP\/1\.1 413 [^]*\r\n\r\nno$/)
  },
)

test.serial(
  'of two time limits that end together the first one answers, and the other cuts nothing',
  async (t) => {
    const backend = await httpBackend('http1', () => {})
    t.teardown(backend.close)
    const timeouts = { requestMs: 200, backendRequestMs: 200 }
    const snapshot = snapshotOfRule({ timeouts }, { shop: [backend.endpoint] })
    const gateway = await startTestGateway(t, snapshot, {}, 'direct')
    const wire = dial(t, gateway.port)
    wire.send(`POST /c HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nabc`)
    const { status, flags } = await gateway.record()
    t.deepEqual({ status, flags }, { status: 504, flags: ['request-timeout'] })
    await wire.until(/^HTTP\/1\.1 504 /)
  },
)
