// What a hostile client of HTTP/2 could make of the connection that its requests share with those of
// others, to an endpoint that speaks HTTP/1.1: the bytes on it are what is judged.
import test from 'ava'
import { createDataPlane } from './data-plane.ts'
import { rawBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { freePort } from '../testing/free-ports.ts'
import { frameType } from './frames/frame.ts'
import { flag, frame, hello, request } from '../testing/proxy/client-side/frames.ts'
import { watch, type Teardown } from '../testing/proxy/client-side/plane.ts'
import { dial } from '../testing/proxy/client-side/wire.ts'
import { createPipeline } from './request/request-pipeline.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'

/** A gateway with both protocols, and all that its endpoint read; each read is answered with 204. */
async function gatewayWithWire(t: Teardown) {
  let received = ''
  const backend = await rawBackend((socket) => {
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  t.teardown(backend.close)
  const { observer } = watch()
  const plane = createDataPlane({ requestPipeline: createPipeline({ observer }), observer })
  t.teardown(() => plane.drain(0))
  const port = await freePort()
  const { listeners, ...others } = snapshotOfRule({}, { shop: [backend.endpoint] })
  await plane.apply({ ...others, listeners: [{ ...listeners[0]!, port }] })
  return { port, backend, received: () => received }
}

for (const method of ['HEAD', 'TRACE']) {
  test(`the request after a ${method} with content is a request of its own`, async (t) => {
    const { port, backend, received } = await gatewayWithWire(t)
    const attacker = dial(t, port)
    attacker.send(hello)
    const head = { ':method': method, ':authority': 'shop.example', 'content-length': '30' }
    attacker.send(request(1, head, flag.endHeaders))
    attacker.send(frame(frameType.data, flag.endStream, 1, 'x'.repeat(30)))
    while (!received().includes('\r\n\r\n')) await new Promise(setImmediate)
    const other = dial(t, port)
    other.send('GET /other HTTP/1.1\r\nHost: shop.example\r\n\r\n')
    await other.until(/204/)
    t.notRegex(received(), /content-length: 30|transfer-encoding|xxx/i)
    t.regex(received(), /GET \/other HTTP/)
    t.is(backend.sockets.length, 1)
  })
}
