import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { TestApiServer } from '../../testing/cluster/api-server.ts'
import { services } from '../../testing/cluster/objects.ts'
import { createApiClient } from './api-client.ts'
import { serviceAccount } from './service-account.ts'

test('requests carry the token that the file has now, over TLS that is verified', async (t) => {
  const server = await TestApiServer.start(t)
  const folder = await mkdtemp(join(tmpdir(), 'rauta-account-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'ca.crt'), server.cert)
  await writeFile(join(folder, 'token'), 'first\n')
  const { port } = new URL(server.kubeConfig().getCurrentCluster()?.server ?? '')
  const api = createApiClient(serviceAccount({ host: '127.0.0.1', port, folder }))
  t.teardown(() => api.close())
  await api.send({ path: services })
  await writeFile(join(folder, 'token'), 'second')
  await api.send({ path: services })
  t.deepEqual(
    server.asked.map(({ authorization }) => authorization),
    ['Bearer first', 'Bearer second'],
  )
  await writeFile(join(folder, 'ca.crt'), '')
  const another = createApiClient(serviceAccount({ host: '127.0.0.1', port, folder }))
  t.teardown(() => another.close())
  await t.throwsAsync(another.send({ path: services }))
})

test('an IPv6 address stands in brackets', (t) => {
  const access = serviceAccount({ host: 'fd00::1', port: '443' })
  t.is(access.getCurrentCluster()?.server, 'https://[fd00::1]:443')
})
