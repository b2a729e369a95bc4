// A route flips a thousand times while clients of every protocol ask. Each answer has to be one that
// the old or the new snapshot gives: backend and filter of the same one, never of both.
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect, type ClientHttp2Session } from 'node:http2'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { WebSocket, WebSocketServer } from 'ws'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { createDataPlane } from './data-plane.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { freePort } from '../testing/free-ports.ts'
import { watch } from '../testing/proxy/client-side/plane.ts'
import {
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleSnapshot,
} from '../testing/proxy/request-examples.ts'
import { createPipeline } from './request/request-pipeline.ts'
import { backendRefTo } from '../testing/proxy/gateway.ts'

const flips = 1000

test('1,000 flips of a route under load lose no request and mix no configurations', async (t) => {
  const port = await freePort()
  const { observer, logged } = watch()
  const plane = createDataPlane({ requestPipeline: createPipeline({ observer }), observer })
  t.teardown(() => plane.drain(0))
  const [one, two] = [await backendNamed('one'), await backendNamed('two')]
  t.teardown(one.close)
  t.teardown(two.close)
  const snapshots = { one: snapshotTo('one', one), two: snapshotTo('two', two) }
  await plane.apply(snapshots.one)

  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  await once(socket, 'open')
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const session = connect(`http://127.0.0.1:${port}`)
  t.teardown(() => {
    socket.terminate()
    agent.destroy()
    session.destroy()
  })

  const answers: Answer[] = []
  const over = new AbortController()
  const client = async (ask: () => Promise<Answer>): Promise<void> => {
    while (!over.signal.aborted) answers.push(await ask())
  }
  const clients = [
    ...Array.from({ length: 4 }, () => client(() => askHttp1(port, agent))),
    ...Array.from({ length: 4 }, () => client(() => askHttp2(session))),
  ]
  for (let flip = 1; flip <= flips; flip++) {
    await plane.apply(flip % 2 === 0 ? snapshots.one : snapshots.two)
    await turn()
  }
  while (answers.length < flips) await turn()
  over.abort()
  await Promise.all(clients)

  const mixed = answers.filter(
    ({ status, backend, filter }) => status !== 200 || backend !== filter,
  )
  t.deepEqual(mixed, [])
  t.deepEqual([...new Set(answers.map(({ backend }) => backend))].toSorted(), ['one', 'two'])
  socket.send('still there?')
  const [message] = await once(socket, 'message')
  t.is(String(message), 'still there?')
  t.deepEqual(logged, [])

  function snapshotTo(name: string, { endpoint }: typeof one): RoutingSnapshot {
    const filter = { type: 'ResponseHeaderModifier', add: [], remove: [] } as const
    const rule = {
      name: 'httproute/test/flipping/rule/0',
      filters: [{ ...filter, set: [{ name: 'X-Filter', value: name }] }],
      backendRefs: [backendRefTo(name)],
      timeouts: {},
    }
    const hosts = [exampleHost('', exampleMatch({ rule }))]
    return exampleSnapshot({
      listeners: [exampleListener({ address: '127.0.0.1', port, hosts })],
      backends: { [name]: { name, protocol: 'http1' } },
      endpoints: { [name]: [endpoint] },
    })
  }
})

interface Answer {
  readonly status: number | undefined
  readonly filter: unknown
  readonly backend: string
}

async function backendNamed(name: string) {
  const sockets = new WebSocketServer({ noServer: true })
  const backend = await httpBackend('http1', (_request, response) => response.end(name))
  backend.server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (message, isBinary) => client.send(message, { binary: isBinary }))
    })
  })
  return backend
}

async function askHttp1(port: number, agent: Agent): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port, agent }).end()
  const [response] = await once(request, 'response')
  const { statusCode, headers } = response
  return { status: statusCode, filter: headers['x-filter'], backend: await text(response) }
}

async function askHttp2(session: ClientHttp2Session): Promise<Answer> {
  const stream = session.request({ ':path': '/' })
  const [headers] = await once(stream, 'response')
  return { status: headers[':status'], filter: headers['x-filter'], backend: await text(stream) }
}
