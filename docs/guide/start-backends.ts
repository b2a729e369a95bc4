// `node docs/guide/start-backends.ts docs/guide/05-canary-by-weight`: the programs behind a chapter's
// Services, on the ports that its standalone.yaml names, until Ctrl-C.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEchoBackends } from './echo-backends.ts'

const folder = process.argv[2]
try {
  if (folder === undefined)
    throw new Error('name a chapter, for example docs/guide/05-canary-by-weight')
  const standalone = await readFile(join(folder, 'standalone.yaml'), 'utf8')
  const backends = await startEchoBackends(standalone, 'as written')
  process.stdout.write('The backends are running. Ctrl-C ends them.\n')
  await once(process, 'SIGINT')
  await backends.close()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
