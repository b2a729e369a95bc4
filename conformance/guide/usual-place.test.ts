import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { runRauta } from '../../src/testing/cli/run-rauta.ts'
import { usualPlace } from './usual-place.ts'

test('a port that is free is used, and any other where it is taken', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.is(await usualPlace(port), '127.0.0.1:0')
  await new Promise((resolve) => server.close(resolve))
  t.is(await usualPlace(port), `127.0.0.1:${port}`)
})

test('the demo has its admin server where rauta status looks with no flag', async (t) => {
  const demo = await readFile(join(import.meta.dirname, 'demo.ts'), 'utf8')
  const [, port] = /--admin=\$\{await usualPlace\((\d+)\)\}/.exec(demo) ?? []
  const { out } = await runRauta(['status', '--help'])
  const help = out.replaceAll(/\s+/g, ' ')
  t.true(help.includes(`default: http://127.0.0.1:${port}`), out)
})
