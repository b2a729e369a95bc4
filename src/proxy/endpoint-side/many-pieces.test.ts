// HTTP/1.1 endpoints that answer in more pieces than anyone needs: they do not take the gateway from others.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { createHttp1Forwarder } from './http1-middleware/http1-forwarder.ts'
import { rawBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import { answered, failed, requestOf } from '../../testing/proxy/endpoint-side/requests.ts'

async function answering(t: ExecutionContext, bytes: string) {
  const backend = await rawBackend((socket) => {
    socket.on('error', () => undefined).once('data', () => void socket.write(bytes))
  })
  const forwarder = createHttp1Forwarder(1_000)
  t.teardown(async () => {
    await forwarder.close()
    await backend.close()
  })
  return forwarder.forward(requestOf(), backend.endpoint)
}

for (const status of [100, 102, 103])
  test(`an endpoint that answers with ${status} without end is given up`, async (t) => {
    const { reason, error } = failed(await answering(t, `HTTP/1.1 ${status} A\r\n\r\n`.repeat(200)))
    t.is(reason, 'malformed')
    t.regex(error.message, /too many 1xx/)
  })

test('an answer in chunks of one byte is read a little in each turn, and whole in the end', async (t) => {
  const count = 100_000
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  const { body } = answered(await answering(t, `${head}${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`))
  let all = 0
  let turns = 0
  const onTurn = () => {
    turns++
    if (all < count) setImmediate(onTurn)
  }
  setImmediate(onTurn)
  body.on('data', (chunk: Buffer) => (all += chunk.length))
  await once(body, 'end')
  t.is(all, count)
  // Of 600 KB the first 64 at once, the others by 4.
  t.true(turns > 60, `${turns}`)
})
