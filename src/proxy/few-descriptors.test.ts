// A gateway that can make no more connections says so at once, and blames no endpoint for it.
import test from 'ava'
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { EndpointHealth, EndpointsHealth } from './balancing/balancer.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'

/** 100 descriptors, of which Node.js needs about 20 itself. */
async function startWithFewDescriptors(
  t: { teardown(close: () => Promise<void>): void },
  args: readonly string[],
) {
  const script = join(import.meta.dirname, '../testing/proxy/few-descriptors.ts')
  const shell = ['-c', 'ulimit -n 100 && exec "$0" "$@"', process.execPath, script, ...args]
  const child = spawn('sh', shell, { stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(async () => void child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? '')
  const [httpPort, tcpPort]: number[] = await next()
  const dial = (port = 0) => {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
    t.teardown(async () => void socket.destroy())
    return socket
  }
  return {
    http: () => dial(httpPort),
    tcp: () => dial(tcpPort),
    /** As soon as there are so many clients; resolves to what is known of the endpoint. */
    leave: async (free: number, clients = 0): Promise<EndpointHealth | undefined> => {
      child.stdin.write(`${free} ${clients}\n`)
      const health: EndpointsHealth = await next()
      return Object.values(health)[0]
    },
    records: async (): Promise<{ flags: string[]; error?: string; attempts: number }[]> => {
      child.stdin.end()
      return next()
    },
  }
}

const last = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

for (const protocol of ['http1', 'h2c'] as const) {
  test(`${protocol}: without a descriptor for an endpoint the answer is 503 at once, and the endpoint is not blamed`, async (t) => {
    const backend = await httpBackend(protocol, (_, response) => response.end('served'))
    t.teardown(backend.close)
    const args = [String(backend.endpoint.port), protocol]
    const gateway = await startWithFewDescriptors(t, args)
    const refused = gateway.http()
    await gateway.leave(0, 1)
    refused.write(last)
    t.regex(
      await text(refused),
      /^HTTP\/1.1 503 [^]*The gateway has too many connections to backends/,
    )
    t.deepEqual(await gateway.leave(60), { inFlight: 0, failures: 0, ejectedForMs: 0 })
    const served = gateway.http()
    served.write(last)
    t.regex(await text(served), /^HTTP\/1.1 200 [^]*served/)
    const [first, second] = await gateway.records()
    t.deepEqual(first?.flags, ['gateway-full'])
    t.regex(first?.error ?? '', /EMFILE/)
    t.deepEqual(second?.flags, [])
  })
}

test('TCP: without a descriptor for an endpoint the client is reset, and the endpoint is not blamed', async (t) => {
  const backend = await httpBackend('http1', (_, response) => response.end('served'))
  t.teardown(backend.close)
  const gateway = await startWithFewDescriptors(t, [String(backend.endpoint.port), 'http1'])
  await gateway.leave(1)
  const client = gateway.tcp()
  await t.throwsAsync(text(client), { code: 'ECONNRESET' })
  t.deepEqual(await gateway.leave(60), { inFlight: 0, failures: 0, ejectedForMs: 0 })
  const [record] = await gateway.records()
  t.deepEqual(record?.flags, ['gateway-full'])
})
