// Node opens its inspector on SIGUSR1, in which every key can be read: no way to start the program lets it.
import test, { type ExecutionContext } from 'ava'
import { symlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gatewayManifest, manifestFolder } from '../testing/cli/manifests.ts'
import { startServe } from '../testing/cli/serve.ts'
import { setTimeout as after } from 'node:timers/promises'

const main = join(import.meta.dirname, '../main.js')

const entries: Record<string, (folder: string) => Promise<string>> = {
  'node src/main.js': async () => main,
  'a link to it, as npx makes one': async (folder) => {
    const link = join(folder, 'rauta')
    await symlink(main, link)
    return link
  },
}

for (const [name, entryOf] of Object.entries(entries))
  test.serial(`SIGUSR1 opens no inspector and ends nothing: ${name}`, async (t) => {
    const { folder } = await manifestFolder(t, { 'gateway.yaml': gatewayManifest })
    const entry = await entryOf(folder)
    await holds(t, folder, entry)
  })

test.serial(
  'SIGUSR1 that comes as Node starts opens no inspector for longer than that',
  async (t) => {
    const { folder } = await manifestFolder(t, { 'gateway.yaml': gatewayManifest })
    for (const delayMs of [10, 20, 30, 40, 50, 60]) {
      const env = { NODE_OPTIONS: '--inspect-port=0' }
      const program = startServe(t, join(folder, 'gateway.yaml'), ['--access-log=json'], { env })
      await after(delayMs)
      program.child.kill('SIGUSR1')
      // In the first milliseconds the signal ends it, as it ends any program.
      const isUp = await program.printed(/"message":"Rauta started"/).then(
        () => true,
        () => false,
      )
      for (const [, port] of program.errors().matchAll(/listening on ws:\/\/127\.0\.0\.1:(\d+)/g))
        while (await isOpen(Number(port))) await after(1)
      program.child.kill('SIGTERM')
      t.is(await program.ended(), isUp ? 0 : null)
    }
  },
)

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

async function holds(t: ExecutionContext, folder: string, entry: string): Promise<void> {
  const manifest = join(folder, 'gateway.yaml')
  const program = startServe(t, manifest, ['--access-log=json'], { entry })
  await program.printed(/"message":"Rauta started"/)
  program.child.kill('SIGUSR1')
  // Each signal is handled after those that came before.
  program.child.kill('SIGTERM')
  await program.printed(/"message":"Ended"/)
  t.is(await program.ended(), 0)
  t.is(program.errors(), '')
}
