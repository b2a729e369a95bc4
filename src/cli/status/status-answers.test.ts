// Admin servers that are none, or answer with anything at all.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { printable } from '../../observe/log/printable.ts'
import { unreachable } from '../options/ask-admin.ts'
import { runStatusCommand as status } from '../../testing/cli/run-rauta.ts'

test('an admin server of a Rauta that has nothing live yet is one sentence, and 2', async (t) => {
  const admin = await answering(t, () => ({ code: 503, body: 'not yet' }))
  const { code, out, errors } = await status([`--admin=${admin}`])
  t.is(code, 2)
  t.is(out, '')
  t.regex(errors, /^rauta: Rauta at \S+ has no active configuration yet: .*\n$/)
})

test('nobody there is one sentence that says both ways, and 2', async (t) => {
  const { code, errors } = await status(['--admin', await freedPlace()])
  t.is(code, 2)
  t.regex(
    errors,
    /^rauta: No admin server .*127\.0\.0\.1:\d+ \(connection refused\): .*--admin.*--kubeconfig.*\n$/,
  )
})

const nothing = {
  kind: 'StatusReport',
  gateways: [],
  routes: [],
  others: [],
  backends: [],
  certificates: [],
  unserved: [],
  mistakes: [],
  warnings: [],
  notes: [],
}

for (const [what, code, body] of [
  ['no JSON', 200, '<html>'],
  ['JSON that is no report', 200, '[]'],
  ['a report of another kind', 200, JSON.stringify({ ...nothing, kind: 'Explanation' })],
  ['a report that lacks a list', 200, JSON.stringify({ ...nothing, routes: undefined })],
  ['a report with lists of anything', 200, JSON.stringify({ ...nothing, routes: [null] })],
  ['an older Rauta without this page', 404, 'Page not found; / lists all pages.'],
] as const) {
  test(`${what} is one sentence, and 2`, async (t) => {
    const admin = await answering(t, () => ({ code, body }))
    const { code: exit, out, errors } = await status([`--admin=${admin}`])
    t.is(exit, 2)
    t.is(out, '')
    t.regex(
      errors,
      /^rauta: The server at \S+ is not an admin server of this version of Rauta.*\n$/,
    )
  })
}

test('a refusal is told in its words, without control characters', async (t) => {
  const admin = await answering(t, () => ({ code: 400, body: 'No such thing\u001b[2J.\n' }))
  const { code, errors } = await status([`--admin=${admin}`])
  t.is(code, 2)
  t.regex(errors, /rejects the question: No such thing\\u001b\[2J\.\n$/)
})

test('the namespace is asked for, and no control characters are printed', async (t) => {
  const evil = '\u001b[2J\u202e'
  const problems = [{ part: evil, type: evil, status: 'False', reason: evil, message: evil }]
  const asked: string[] = []
  const admin = await answering(t, (path) => {
    asked.push(path)
    const route = { kind: evil, namespace: evil, name: evil, problems }
    const report = {
      ...nothing,
      routes: [route],
      backends: [{ name: evil, ready: 0, total: 1, inFlight: 0, failing: [] }],
      certificates: [{ name: evil, names: [evil] }],
      unserved: [{ kind: evil, name: evil, message: evil }],
      mistakes: [evil],
      warnings: [evil],
      notes: [evil],
    }
    return { code: 200, body: JSON.stringify(report) }
  })
  const { code, out, errors } = await status([`--admin=${admin}`, '--all', '-n', 'a&b'])
  t.is(code, 1, errors)
  t.deepEqual(asked, ['/status?namespace=a%26b'])
  t.is(printable(out.replaceAll('\n', '')), out.replaceAll('\n', ''))
})

test.serial('1,000 routes are told in well under a second, names cut after a few', async (t) => {
  const names = Array.from(
    { length: 1000 },
    (_, index) => `route-${String(index).padStart(4, '0')}`,
  )
  const listener = {
    name: 'http',
    port: 80,
    protocol: 'HTTP',
    hostname: '',
    places: ['127.0.0.1:8080'],
    isProgrammed: true,
    attachedRoutes: 1000,
    routes: names.map((name) => `GRPCRoute shop/${name}`),
    problems: [],
  }
  const gateway = { kind: 'Gateway', namespace: 'shop', name: 'web', className: 'rauta' }
  const report = {
    ...nothing,
    gateways: [{ ...gateway, addresses: [], listeners: [listener], routes: [], problems: [] }],
    routes: names.map((name) => ({ kind: 'GRPCRoute', namespace: 'shop', name, problems: [] })),
  }
  const admin = await answering(t, () => ({ code: 200, body: JSON.stringify(report) }))
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

test('flags that contradict each other, or are none, are one sentence', async (t) => {
  t.regex(
    (await status(['--admin', '127.0.0.1:1', '--kubeconfig'])).errors,
    /cannot be used together/,
  )
  t.regex((await status(['--admin', 'ftp://x'])).errors, /for example http:\/\/127\.0\.0\.1:9901/)
})

test('where nothing is asked for and nobody answers, both ways are told', (t) => {
  const { message } = unreachable(
    'http://127.0.0.1:9901',
    { url: undefined, orElse: 'read a cluster with --kubeconfig [FILE]' },
    new Error('gone'),
  )
  t.regex(
    message,
    /127\.0\.0\.1:9901 \(gone\): run this where `rauta serve` .*--admin URL.*--kubeconfig/,
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
