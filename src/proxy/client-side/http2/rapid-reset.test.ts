// Cancels: what a client may give up, and what only a flood gives up.
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Pipeline } from '../../words/exchange.ts'
import { testCertificate } from '../../../testing/proxy/client-side/certificate.ts'
import { frameType } from '../../frames/frame.ts'
import {
  errorCodeIn,
  frame,
  framesIn,
  hello,
  request,
  statusIn,
} from '../../../testing/proxy/client-side/frames.ts'
import {
  startPlane,
  type Teardown,
  type TestPlane,
  type TestPlaneOptions,
} from '../../../testing/proxy/client-side/plane.ts'
import { dial, wireOf, type Wire } from '../../../testing/proxy/client-side/wire.ts'
import { eachHttp2Way } from '../../../testing/proxy/client-side/each-http2-way.ts'

const certificate = await testCertificate(['a'])

eachHttp2Way((way, test) => {
  const never = () => new Promise<void>(() => undefined)
  const reset = (stream: number) => frame(frameType.reset, 0, stream, Buffer.from([0, 0, 0, 8]))
  const enhanceYourCalm = 11

  type Open = (t: Teardown, options: TestPlaneOptions) => Promise<TestPlane & { wire: Wire }>

  const openClear: Open = async (t, options) => {
    const plane = await startPlane(t, { ...options, http2: way })
    const wire = dial(t, plane.port)
    wire.send(hello)
    return { ...plane, wire }
  }

  const openSecure: Open = async (t, options) => {
    const listeners = [{ tls: { certificates: [certificate.name] } }]
    const plane = await startPlane(t, {
      ...options,
      http2: way,
      listeners,
      certificates: [certificate],
    })
    const socket = connectTls({
      port: plane.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    })
    socket.setNoDelay(true)
    t.teardown(async () => void socket.destroy())
    const wire = wireOf(socket)
    await once(socket, 'secureConnect')
    wire.send(hello)
    return { ...plane, wire }
  }

  function statusOf(wire: Wire, stream: number): number | undefined {
    const head = framesIn(wire.received()).find(
      (one) => one.type === frameType.headers && one.stream === stream,
    )
    return head && statusIn(head)
  }

  const floods = test.macro({
    async exec(t, open: Open, scheme: string) {
      const { wire, requests, refused, logged } = await open(t, { pipeline: never })
      for (let at = 0; at < 5000 && !wire.socket.destroyed; at++) {
        const stream = at * 2 + 1
        // Each in a TLS record of its own.
        wire.send(request(stream, { ':scheme': scheme }))
        wire.send(reset(stream))
        if (at % 50 === 0) await new Promise(setImmediate)
      }
      await wire.closed
      const goaway = framesIn(wire.received()).find(({ type }) => type === frameType.goaway)
      if (goaway) t.is(errorCodeIn(goaway), enhanceYourCalm)
      t.deepEqual(refused, ['rapid-resets'])
      t.deepEqual(logged, ['Closing an HTTP/2 connection because of what the client sends'])
      // 200 at once, and what a moment allows beyond.
      t.true(requests.length <= 400, `${requests.length}`)
    },
    title: (_, __, scheme) => `a rapid reset by ${scheme} ends the connection at the stated burst`,
  })

  test(floods, openClear, 'http')
  test(floods, openSecure, 'https')

  const cancelsAnswers = test.macro({
    async exec(t, open: Open, scheme: string) {
      const pipeline: Pipeline = async (exchange) => {
        const isLong = exchange.request.target === '/long'
        const body = isLong ? 'long' : new Readable({ read: () => undefined })
        if (isLong) await new Promise((resolve) => void longWaits.push(resolve))
        await exchange.respond({ status: 200, headers: [], body }).catch(() => undefined)
      }
      const longWaits: ((_: unknown) => void)[] = []
      const { wire, refused } = await open(t, { pipeline })
      const ask = (stream: number, path: string) =>
        wire.send(request(stream, { ':scheme': scheme, ':path': path }))
      ask(1, '/long')
      for (let at = 1; at <= 500; at++) {
        ask(at * 2 + 1, '/')
        await wire.until(() => statusOf(wire, at * 2 + 1) === 200)
        wire.send(reset(at * 2 + 1))
      }
      for (const resolve of longWaits) resolve(undefined)
      await wire.until(/long/)
      t.is(statusOf(wire, 1), 200)
      t.deepEqual(refused, [])
    },
    title: (_, __, scheme) =>
      `500 answers given up one after the other by ${scheme} leave a call alone`,
  })

  test(cancelsAnswers, openClear, 'http')
  test(cancelsAnswers, openSecure, 'https')

  test('300 calls that were open for a while may be given up at once, three times', async (t) => {
    const { wire, refused, requests } = await openClear(t, {
      pipeline: never,
      limits: { http2YoungMs: 20 },
    })
    for (let round = 0; round < 3; round++) {
      const streams = Array.from({ length: 100 }, (_, at) => (round * 100 + at) * 2 + 1)
      wire.send(Buffer.concat(streams.map((stream) => request(stream))))
      while (requests.length < (round + 1) * 100) await new Promise(setImmediate)
      await new Promise((resolve) => void setTimeout(resolve, 25))
      wire.send(Buffer.concat(streams.map(reset)))
    }
    wire.send(frame(frameType.ping, 0, 0, 'are you?'))
    await wire.until(/are you\?/)
    t.deepEqual(refused, [])
  })
})
