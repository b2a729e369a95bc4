// h2spec, the public test of HTTP/2 servers, against the gateway's own HTTP/2.
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { makeAuthority } from '../../src/testing/authority.ts'
import { buildGoProgram } from '../../tools/go-programs.ts'
import { progressLines } from '../../tools/progress.ts'
import { doesSucceed } from '../../tools/run-command.ts'
import { answeredOtherwise, readReport } from './h2spec-cases.ts'
import { listenerPorts, startInteropGateway } from './interop-gateway.ts'

const h2spec = await buildGoProgram(
  {
    name: 'h2spec',
    folder: join(import.meta.dirname, 'h2spec'),
    cache: join(import.meta.dirname, '../../.cache/h2spec'),
    package: 'github.com/summerwind/h2spec/cmd/h2spec',
  },
  progressLines(),
)

const endpoint = createServer((request, response) => {
  request.resume().on('end', () => response.end('Hello from the endpoint\n'))
}).listen(0, '127.0.0.1')
await once(endpoint, 'listening')
const authority = await makeAuthority('interop')
const gateway = await startInteropGateway({
  route: 'HTTPRoute',
  serverPort: (endpoint.address() as AddressInfo).port,
  certificate: await authority.issue(['front.interop.example']),
})
const folder = await mkdtemp(join(tmpdir(), 'rauta-h2spec-'))

test.after.always(async () => {
  await gateway.close()
  endpoint.close()
  await rm(folder, { recursive: true })
})

/** Of version 2.2.1 with --strict. */
const cases = 146

for (const [way, listenerPort, flags] of [
  ['in the clear', listenerPorts.clear, []],
  ['over TLS', listenerPorts.tls, ['--tls', '--insecure']],
] as const)
  test.serial(`${way}, h2spec finds only what is answered otherwise on purpose`, async (t) => {
    const { host, port } = gateway.reach.addressOf(listenerPort)
    const report = join(folder, `${listenerPort}.xml`)
    const where = ['--host', host, '--port', `${port}`, ...flags]
    // Its exit code is 1 where one case is answered otherwise.
    await doesSucceed(h2spec, [...where, '--strict', '--timeout', '5', '--junit-report', report])
    const found = readReport(await readFile(report, 'utf8'))
    t.is(found.length, cases)
    const problems = found.filter(({ problem }) => problem !== undefined)
    t.deepEqual(
      problems.filter(({ name }) => !answeredOtherwise.has(name)),
      [],
    )
    const names = new Set(found.map(({ name }) => name))
    for (const name of answeredOtherwise.keys()) t.true(names.has(name), name)
  })
