// Heads that are unusual and right, across the gateway: from endpoints of both protocols to clients of both.
import { once } from 'node:events'
import { createServer as createHttp1Server, request as http1Request, type Server } from 'node:http'
import { connect, createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2'
import { text } from 'node:stream/consumers'
import test from 'ava'
import type { Backend } from '../snapshot/routing-snapshot.ts'
import { createDataPlane } from './data-plane.ts'
import type { HeaderList } from './words/exchange.ts'
import { listen, type TestBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { freePort } from '../testing/free-ports.ts'
import { statusField } from './client-side/http2/written-head.ts'
import { watch, type Teardown } from '../testing/proxy/client-side/plane.ts'
import { createPipeline } from './request/request-pipeline.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'

type Protocol = Backend['protocol']

interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
}

/** Answers every request so, and sends back the cookies that it got. */
function endpointOf(protocol: Protocol, { status, headers, body }: Answer): Promise<TestBackend> {
  if (protocol === 'http1') {
    const server: Server = createHttp1Server({ maxHeaderSize: 100_000 }, (request, response) => {
      const cookies = request.headers.cookie ?? 'none'
      response.writeHead(status, [...headers, ['x-cookies', cookies]].flat()).end(body)
    })
    return listen(server)
  }
  const server = createHttp2Server({ maxSendHeaderBlockLength: 200_000 })
  server.on('stream', (stream: ServerHttp2Stream, { cookie = 'none' }) => {
    stream.respond([':status', statusField(status), ...headers.flat(), 'x-cookies', cookie])
    stream.end(body)
  })
  return listen(server)
}

async function gatewayTo(
  t: Teardown,
  protocol: Protocol,
  answer: Partial<Answer>,
): Promise<number> {
  const whole = { status: 200, headers: [], body: 'the body', ...answer }
  const backend = await endpointOf(protocol, whole)
  t.teardown(backend.close)
  const { observer } = watch()
  const plane = createDataPlane({ requestPipeline: createPipeline({ observer }), observer })
  t.teardown(() => plane.drain(0))
  const port = await freePort()
  const { listeners, ...others } = snapshotOfRule({}, { shop: [backend.endpoint] }, protocol)
  await plane.apply({ ...others, listeners: [{ ...listeners[0]!, port }] })
  return port
}

interface Asked {
  readonly port: number
  readonly path?: string
  readonly cookies?: readonly string[]
}

type Got = { readonly status: number; readonly body: string; values(name: string): string[] }

async function askByHttp1({ port, path = '/', cookies = [] }: Asked): Promise<Got> {
  const headers = ['Host', 'a.test', ...(cookies.length > 0 ? ['Cookie', cookies.join('; ')] : [])]
  const request = http1Request({ port, host: '127.0.0.1', path, headers, maxHeaderSize: 100_000 })
  request.end()
  const [answer] = await once(request, 'response')
  return {
    status: answer.statusCode,
    body: await text(answer),
    values: valuesIn(answer.rawHeaders),
  }
}

/** Each cookie is a field of its own. */
async function askByHttp2({ port, path = '/', cookies = [] }: Asked): Promise<Got> {
  const session = connect(`http://127.0.0.1:${port}`, {
    maxHeaderListPairs: 2_000,
    settings: { maxHeaderListSize: 100_000 },
    maxSendHeaderBlockLength: 100_000,
  })
  const crumbs = cookies.flatMap((cookie) => ['cookie', cookie])
  const stream = session.request([':method', 'GET', ':path', path, ...crumbs])
  const [headers, , raw] = await once(stream, 'response')
  const body = await text(stream)
  session.close()
  return { status: headers[':status'], body, values: valuesIn(raw) }
}

const valuesIn = (raw: readonly string[]) => (wanted: string) =>
  raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === wanted)

for (const [client, ask] of [
  ['HTTP/1.1', askByHttp1],
  ['HTTP/2', askByHttp2],
] as const) {
  for (const protocol of ['http1', 'h2c'] as const) {
    const way = `${protocol} to ${client}`
    for (const status of [600, 799, 999])
      test(`${way}: status ${status} is passed on with its body`, async (t) => {
        const port = await gatewayTo(t, protocol, { status })
        t.like(await ask({ port }), { status, body: 'the body' })
      })

    test(`${way}: an answer's head of 50 KiB is passed on`, async (t) => {
      const headers: HeaderList = [['x-long', 'v'.repeat(50 * 1024)]]
      const got = await ask({ port: await gatewayTo(t, protocol, { headers }) })
      t.like(got, { status: 200, body: 'the body' })
      t.deepEqual(got.values('x-long'), [headers[0]![1]])
    })

    for (const count of [300, 950])
      test(`${way}: ${count} cookies in an answer of 57 KiB are passed on`, async (t) => {
        const value = 'v'.repeat(Math.floor(58_000 / count) - 18)
        const headers: HeaderList = Array.from({ length: count }, (_, index) => [
          'set-cookie',
          `c${index}=${value}`,
        ])
        const port = await gatewayTo(t, protocol, { headers })
        // The second goes by what the endpoint has taken of the gateway's settings by then.
        for (let turn = 0; turn < 2; turn++) {
          const got = await ask({ port })
          t.like(got, { status: 200 })
          t.is(got.values('set-cookie').length, count)
        }
      })

    test(`${way}: an answer's head above 60 KiB is 502`, async (t) => {
      const headers: HeaderList = [
        ['x-a', 'v'.repeat(40 * 1024)],
        ['x-b', 'v'.repeat(22 * 1024)],
      ]
      t.like(await ask({ port: await gatewayTo(t, protocol, { headers }) }), { status: 502 })
    })
  }

  for (const count of [175, 1_000])
    test(`${client}: ${count} cookies reach the endpoint as one header`, async (t) => {
      const cookies = Array.from({ length: count }, (_, index) => `c${index}=some-value`)
      const got = await ask({ port: await gatewayTo(t, 'http1', {}), cookies })
      t.is(got.status, 200)
      t.deepEqual(got.values('x-cookies'), [cookies.join('; ')])
    })

  test(`${client}: a target that is too long is 414, and too many cookies are 431`, async (t) => {
    const port = await gatewayTo(t, 'http1', {})
    t.is((await ask({ port, path: `/${'x'.repeat(61_440)}` })).status, 414)
    const cookies = Array.from({ length: 1_000 }, (_, index) => `c${index}=${'v'.repeat(56)}`)
    t.is((await ask({ port, cookies })).status, 431)
  })
}
