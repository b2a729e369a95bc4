// Admin servers that are none, or answer with anything at all.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { printable } from '../../observe/log/printable.ts'
import { unreachable } from './read-admin.ts'
import { runStatusCommand as status } from '../../testing/cli/run-status-command.ts'

test('an admin server of a Rauta that has nothing live yet is one sentence, and 2', async (t) => {
  const admin = await answering(t, () => ({ code: 503, body: 'not yet' }))
  const { code, out, errors } = await status([`--admin=${admin}`])
  t.is(code, 2)
  t.is(out, '')
  t.regex(errors, /^rauta: Rauta at \S+ runs, and its first configuration is not live yet: .*\n$/)
})

test('nobody there is one sentence that says both ways, and 2', async (t) => {
  const { code, errors } = await status(['--admin', await freedPlace()])
  t.is(code, 2)
  t.regex(
    errors,
    /^rauta: No admin server .*127\.0\.0\.1:\d+ \(nobody listens there\): .*--admin.*--kubeconfig.*\n$/,
  )
})

for (const [what, body] of Object.entries({
  'no JSON': '<html>',
  'JSON that is no dump': '[]',
  'lists that are none': '{"listeners":{},"items":3}',
})) {
  test(`${what} is one sentence, and 2`, async (t) => {
    const admin = await answering(t, () => ({ code: 200, body }))
    const { code, out, errors } = await status([`--admin=${admin}`])
    t.is(code, 2)
    t.is(out, '')
    t.regex(errors, /^rauta: What answers at \S+ is not the admin server of a Rauta .*\n$/)
  })
}

test('a dump with anything in it is read without an error, and prints no control characters', async (t) => {
  const odd = [null, 1, 'x', [], {}, { name: 5, hosts: [null, { matches: [3, { rule: {} }] }] }]
  const admin = await answering(t, () => ({
    code: 200,
    body: JSON.stringify({
      listeners: odd,
      backends: { 'service/a/\u001b[2J/1': null, other: odd },
      endpoints: { other: odd },
      certificates: {
        'secret/a/b': {
          certificateChain: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
        },
        c: null,
      },
      caBundles: 7,
      items: [
        ...odd,
        {
          kind: 'Gateway',
          metadata: { namespace: 'a', name: '\u001b[2J' },
          spec: { listeners: odd },
          status: { conditions: odd, listeners: odd, addresses: odd },
        },
        { kind: 'HTTPRoute', status: { parents: odd } },
        { kind: 'HTTPRoute', metadata: { name: '\u202e' }, status: 4 },
      ],
      unserved: odd,
    }),
  }))
  const { code, out, errors } = await status([`--admin=${admin}`, '--all'])
  t.is(code, 1, errors)
  t.regex(out, /\\u001b\[2J/)
  t.is(printable(out.replaceAll('\n', '')), out.replaceAll('\n', ''))
})

test.serial('1,000 routes are told in well under a second, names cut after a few', async (t) => {
  const names = Array.from(
    { length: 1000 },
    (_, index) => `route-${String(index).padStart(4, '0')}`,
  )
  const judged = [{ type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }]
  const admin = await answering(t, (path) => ({
    code: 200,
    body: JSON.stringify(
      path === '/snapshot'
        ? {
            listeners: [
              {
                name: 'gateway/shop/web/listener/http',
                address: '127.0.0.1',
                port: 8080,
                hosts: [
                  {
                    matches: names.map((name) => ({
                      rule: { name: `grpcroute/shop/${name}/rule/0` },
                    })),
                  },
                ],
              },
            ],
          }
        : {
            items: [
              {
                kind: 'Gateway',
                metadata: { namespace: 'shop', name: 'web' },
                spec: {
                  gatewayClassName: 'rauta',
                  listeners: [{ name: 'http', protocol: 'HTTP', port: 80 }],
                },
                status: {
                  conditions: judged,
                  listeners: [{ name: 'http', attachedRoutes: 1000, conditions: judged }],
                },
              },
              ...names.map((name) => ({
                kind: 'GRPCRoute',
                metadata: { namespace: 'shop', name },
                status: {
                  parents: [{ parentRef: { kind: 'Gateway', name: 'web' }, conditions: judged }],
                },
              })),
            ],
          },
    ),
  }))
  const { code, out } = await status([`--admin=${admin}`])
  t.is(code, 0, out)
  t.regex(
    out,
    / GRPCRoute shop\/route-0000, GRPCRoute shop\/route-0001, GRPCRoute shop\/route-0002 and 997 more\n/,
  )
  t.regex(out, /Routes\n {2}1000 routes are fine\n/)
  t.true(out.split('\n').length < 20)
  // By now everything is loaded.
  const begunMs = performance.now()
  const all = await status([`--admin=${admin}`, '--all'])
  t.true(performance.now() - begunMs < 1000)
  t.regex(all.out, /✔ GRPCRoute shop\/route-0999\n/)
})

for (const rule of [
  { serverNames: [{ rule: { name: 'tlsroute/a/b/rule/0' } }] },
  { rule: { name: 'tlsroute/a/b/rule/0' } },
]) {
  test(`routes are named by ${Object.keys(rule)[0]}, too`, async (t) => {
    const admin = await answering(t, () => ({
      code: 200,
      body: JSON.stringify({
        listeners: [{ name: 'gateway/a/web/listener/l', ...rule }],
        items: [
          {
            kind: 'Gateway',
            metadata: { namespace: 'a', name: 'web' },
            spec: { listeners: [{ name: 'l' }] },
            status: {},
          },
        ],
      }),
    }))
    t.regex((await status([`--admin=${admin}`])).out, / TLSRoute a\/b\n/)
  })
}

test('flags that contradict each other, or are none, are one sentence', async (t) => {
  t.regex((await status(['--admin', '127.0.0.1:1', '--kubeconfig'])).errors, /two places/)
  t.regex((await status(['--admin', 'ftp://x'])).errors, /for example http:\/\/127\.0\.0\.1:9901/)
})

test('where nothing is asked for and nobody answers, both ways are told', (t) => {
  const { message } = unreachable('http://127.0.0.1:9901', true, new Error('gone'))
  t.regex(
    message,
    /127\.0\.0\.1:9901 \(gone\): run this beside `rauta serve` .*--admin URL.*--kubeconfig/,
  )
})

async function answering(
  t: ExecutionContext,
  answer: (path: string) => { code: number; body: string },
) {
  const server = createServer((asked, response) => {
    const { code, body } = answer(asked.url ?? '')
    response.writeHead(code).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Where nobody listens any more. */
async function freedPlace(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}
