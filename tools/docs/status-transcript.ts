// What `rauta status` says of the TLS chapter with its mistake, with a certificate that ends soon and a
// backend that lost its endpoints; with the ports that `rauta serve` has by default.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '../../src/gateway/start-gateway.ts'
import { runRauta } from '../../src/testing/cli/run-rauta.ts'
import { secretManifest } from '../../src/testing/own-certificates.ts'
import { ownPlace } from '../../src/testing/own-place.ts'

const chapter = join(import.meta.dirname, '../../docs/guide/06-tls')
const dayMs = 24 * 60 * 60 * 1000

export async function statusTranscript(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  const now = Date.now()
  const certificate = (name: string, daysLeft: number) =>
    secretManifest({
      name: `${name}-cert`,
      namespace: 'shop',
      hostname: `${name}.example`,
      notAfter: new Date(now + (daysLeft + 0.5) * dayMs),
    })
  await writeFile(join(folder, 'shop-cert.yaml'), await certificate('shop', 80))
  await writeFile(join(folder, 'pay-cert.yaml'), await certificate('pay', 9))
  const slices = await readFile(join(chapter, 'standalone.yaml'), 'utf8')
  await writeFile(join(folder, 'slices.yaml'), slices.split('\n---\n')[0]!)

  const { address, portOffset } = ownPlace()
  const gateway = await startGateway({
    paths: [join(chapter, 'manifests'), join(chapter, 'mistake.yaml'), folder],
    address,
    portOffset,
    admin: { address: '127.0.0.1', port: 0 },
  })
  try {
    const admin = `127.0.0.1:${gateway.admin?.port}`
    const usual = (await (await fetch(`http://${admin}/status`)).text())
      .replaceAll(admin, '127.0.0.1:9901')
      .replaceAll(`${address}:${80 + portOffset}`, '127.0.0.1:8080')
      .replaceAll(`${address}:${443 + portOffset}`, '127.0.0.1:8443')
      .replaceAll(address, '127.0.0.1')
    return await printed(usual)
  } finally {
    await gateway.close()
    await rm(folder, { recursive: true })
  }
}

/** What the command prints of this report, as if the admin server were where it usually is. */
async function printed(report: string): Promise<string> {
  const server = createServer((_request, response) => response.end(report))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const { out } = await runRauta(['status', `--admin=http://127.0.0.1:${port}`])
    return out.replace(`127.0.0.1:${port}`, '127.0.0.1:9901')
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
