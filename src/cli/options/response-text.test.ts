import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import test from 'ava'
import { responseText } from './response-text.ts'

test('an answer without an end is given up, and its connection is closed', async (t) => {
  const server = createServer((_request, response) => {
    Readable.from(endless())
      .on('error', () => {})
      .pipe(response)
  })
  t.teardown(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const closed = new Promise((resolve) => {
    // By a reset, perhaps.
    server.once('connection', (socket) => socket.on('error', () => {}).once('close', resolve))
  })
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await t.throwsAsync(responseText(response, 1_000_000), { message: /larger than 1000000 bytes/ })
  await closed
})

test('an answer is read as it is, up to its size', async (t) => {
  t.is(await responseText(new Response('é'.repeat(50)), 100), 'é'.repeat(50))
  t.is(await responseText(new Response(null)), '')
})

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, 'x')
  for (;;) yield chunk
}
