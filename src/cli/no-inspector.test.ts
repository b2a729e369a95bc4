// Node opens its inspector on SIGUSR1, in which every key can be read: no way to start the program lets it.
import test, { type ExecutionContext } from 'ava'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { gatewayManifest, manifestFolder } from '../testing/cli/manifests.ts'
import { startProgram } from '../testing/cli/program.ts'

const main = join(import.meta.dirname, '../main.ts')

const entries: Record<string, (folder: string) => Promise<string>> = {
  'node src/main.ts': async () => main,
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

async function holds(t: ExecutionContext, folder: string, entry: string): Promise<void> {
  const servers = ['--admin=127.0.0.1:0', '--health=127.0.0.1:0', '--port-offset=21000']
  const args = ['serve', `--file=${join(folder, 'gateway.yaml')}`, ...servers, '--access-log=json']
  const program = startProgram(t, args, { entry })
  await program.printed(/"message":"gateway started"/)
  program.child.kill('SIGUSR1')
  // Each signal is handled after those that came before.
  program.child.kill('SIGTERM')
  await program.printed(/"message":"ended"/)
  t.is(await program.ended(), 0)
  t.is(program.errors(), '')
}
