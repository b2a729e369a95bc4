// gRPC's own client against gRPC's own server, through the gateway: each case ends well only if the
// client found everything as it would without a gateway.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { startProcess } from '../../bench/started-process.ts'
import { runCommand } from '../../tools/run-command.ts'
import { freePort } from '../../src/testing/free-ports.ts'
import { makeAuthority } from '../../src/testing/authority.ts'
import { interopCases } from './cases.ts'
import { listenerPorts, startInteropGateway } from './interop-gateway.ts'
import { buildInteropPrograms } from './programs.ts'

const authority = await makeAuthority('interop')
const frontName = 'front.interop.example'
const serverName = 'server.interop.example'

const folder = await mkdtemp(join(tmpdir(), 'rauta-grpc-interop-'))
const file = async (name: string, content: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content, { mode: 0o600 })
  return path
}
const serverPair = await authority.issue([serverName])
const caFile = await file('ca.pem', authority.certificate)
const serverFlags = [
  '--use_tls',
  `--tls_cert_file=${await file('server.pem', serverPair.certificate)}`,
  `--tls_key_file=${await file('server.key', serverPair.key)}`,
]
const clientFlags = [
  '--use_tls',
  '--use_test_ca',
  `--ca_file=${caFile}`,
  `--server_host_override=${frontName}`,
]

const programs = await buildInteropPrograms()
const certificate = await authority.issue([frontName])
const started = async (flags: readonly string[]) => {
  const port = await freePort()
  const args = [`--port=${port}`, ...flags]
  const server = await startProcess({
    command: programs.server,
    args,
    core: undefined,
    ports: [port],
  })
  return { port, server }
}
const clear = await started([])
const secure = await started(serverFlags)
const toClear = await startInteropGateway({
  route: 'GRPCRoute',
  serverPort: clear.port,
  certificate,
})
const toSecure = await startInteropGateway({
  route: 'GRPCRoute',
  serverPort: secure.port,
  certificate,
  serverTls: { hostname: serverName, authority: authority.certificate },
})

test.after.always(async () => {
  await Promise.all([toClear.close(), toSecure.close()])
  await Promise.all([clear.server, secure.server].map((server) => server[Symbol.asyncDispose]()))
  await rm(folder, { recursive: true })
})

const ways = [
  { way: 'in the clear', gateway: toClear, port: listenerPorts.clear, flags: [] },
  { way: 'TLS in front', gateway: toClear, port: listenerPorts.tls, flags: clientFlags },
  { way: 'TLS to the endpoint', gateway: toSecure, port: listenerPorts.clear, flags: [] },
  { way: 'TLS on both sides', gateway: toSecure, port: listenerPorts.tls, flags: clientFlags },
]

for (const { way, gateway, port: listenerPort, flags } of ways)
  for (const { name, variant, flags: ofCase = [] } of interopCases)
    test.serial(`${way}: ${[name, variant].filter(Boolean).join(', ')}`, async (t) => {
      const { host, port } = gateway.reach.addressOf(listenerPort)
      const reach = [`--server_host=${host}`, `--server_port=${port}`, ...flags]
      await t.notThrowsAsync(
        runCommand(programs.client, [`--test_case=${name}`, ...reach, ...ofCase]),
      )
    })
