import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { eventually } from '../../src/testing/eventually.ts'
import { startTraffic } from './steady-traffic.ts'

async function serverOf(t: ExecutionContext, listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

for (const keepAlive of [true, false]) {
  test(`every request is counted by what came of it, keep-alive ${keepAlive}`, async (t) => {
    let count = 0
    const sockets = new Set<unknown>()
    const port = await serverOf(t, ({ socket, headers }, response) => {
      count += 1
      sockets.add(socket)
      response.writeHead(headers.host !== 'a.example' ? 400 : count % 10 === 0 ? 503 : 200).end()
    })
    const target = { host: '127.0.0.1', port, hostname: 'a.example' }
    const traffic = startTraffic({ ...target, everyMs: 2, keepAlive })
    await eventually(() => {
      if (traffic.answered() < 30) throw new Error('not yet')
    })
    const { sent, outcomes, failingMs } = await traffic.stop()
    t.is(sent, count)
    t.deepEqual(Object.keys(outcomes).toSorted(), ['200', '503'])
    t.is((outcomes['200'] ?? 0) + (outcomes['503'] ?? 0), sent)
    t.true(failingMs > 0)
    t.is(sockets.size === count, !keepAlive)
  })
}

test('a refused connection and an answer that is cut off have names', async (t) => {
  const cut = await serverOf(t, (_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('half')
    response.destroy()
  })
  for (const [port, outcome] of [
    [1, 'ECONNREFUSED'],
    [cut, /ECONNRESET|cut off/],
  ] as const) {
    const traffic = startTraffic({
      host: '127.0.0.1',
      port,
      hostname: 'a.example',
      everyMs: 1,
      keepAlive: false,
    })
    await eventually(
      async () => {
        if (traffic.answered() > 0) throw new Error('answered')
      },
      { inARow: 3 },
    )
    const { outcomes } = await traffic.stop()
    t.regex(Object.keys(outcomes).join(), new RegExp(outcome))
  }
})
