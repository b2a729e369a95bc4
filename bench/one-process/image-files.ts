// The program's files as the image has them: JavaScript, with the packages of this checkout.
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { appEntries } from '../../deploy/image/app-entries.ts'

/** Returns the folder, from which a gateway can be started as from a checkout. */
export async function layOutImage(checkout: string, folder: string): Promise<string> {
  for (const { path, content } of await appEntries(checkout)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  const app = join(folder, 'app')
  await symlink(join(checkout, 'node_modules'), join(app, 'node_modules'))
  return app
}
