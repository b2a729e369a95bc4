// HTTP/1.1 endpoints that answer in more pieces than anyone needs: they do not take the gateway from others.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { rawBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import {
  forwarderOf,
  http1Kinds,
  type ForwarderKind,
} from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import { answered, failed, requestOf } from '../../testing/proxy/endpoint-side/requests.ts'

async function answering(t: ExecutionContext, kind: ForwarderKind, bytes: string) {
  const backend = await rawBackend((socket) => {
    socket.on('error', () => undefined).once('data', () => void socket.write(bytes))
  })
  t.teardown(backend.close)
  return forwarderOf(t, kind).forward(requestOf(), backend.endpoint)
}

for (const kind of http1Kinds)
  for (const status of [100, 102, 103])
    test(`${kind.name}: an endpoint that answers with ${status} without end is given up`, async (t) => {
      const { reason, error } = failed(
        await answering(t, kind, `HTTP/1.1 ${status} A\r\n\r\n`.repeat(200)),
      )
      t.is(reason, 'malformed')
      t.regex(error.message, /too many 1xx/)
    })

for (const kind of http1Kinds)
  test(`${kind.name}: an answer in chunks of one byte is read a little in each turn, and whole in the end`, async (t) => {
    const count = 100_000
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    const { body } = answered(
      await answering(t, kind, `${head}${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`),
    )
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
