import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { defaultAdmin } from '../../src/cli/options/ask-admin.ts'
import { usualPlace } from './usual-place.ts'

test('a port that is free is used, and any other where it is taken', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.deepEqual(await usualPlace(port), { address: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.close(resolve))
  t.deepEqual(await usualPlace(port), { address: '127.0.0.1', port })
})

test('the demo has its admin server where rauta status looks with no flag', async (t) => {
  const demo = await readFile(join(import.meta.dirname, 'demo.ts'), 'utf8')
  const [, port] = /admin: await usualPlace\((\d+)\)/.exec(demo) ?? []
  t.is(defaultAdmin, `http://127.0.0.1:${port}`)
})
