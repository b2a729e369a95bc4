// `make image`: the image of Rauta as one archive, made with no registry and no container engine.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createImage } from './create-image.ts'

const usage = `Usage: node deploy/image/build-image.ts [options]

  --output FILE   where the archive goes (default: .cache/image/rauta.tar)
  --tag NAME:TAG  the image's name; may be repeated (default: localhost/rauta:VERSION)
  --source URL    where the source is found, for the image's label
`

const withoutIp =
  'This machine has no busybox, so the image has no `ip`, which pool mode needs. ' +
  'On Debian: apt-get install busybox-static, then build again.\n'

const root = join(import.meta.dirname, '../..')

try {
  await main()
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`build-image: ${message}\n${isUsage ? `\n${usage}` : ''}`)
  process.exitCode = isUsage ? 2 : 1
}

async function main(): Promise<void> {
  const begun = performance.now()
  const { values } = parseArgs({
    options: {
      output: { type: 'string', default: join(root, '.cache/image/rauta.tar') },
      tag: { type: 'string', multiple: true, default: [] },
      source: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  const { output, tag: tags, source } = values
  const image = await createImage({ root, tags, ...(source && { source }) })
  await mkdir(dirname(resolve(output)), { recursive: true })
  await writeFile(output, image.pieces)
  if (!image.hasIp) process.stderr.write(withoutIp)
  const size = image.pieces.reduce((sum, { length }) => sum + length, 0)
  process.stdout.write(`image    ${image.tags.join(', ')}
archive  ${relative(process.cwd(), resolve(output))} (${(size / 1e6).toFixed(1)} MB)
digest   ${image.digest}
took     ${((performance.now() - begun) / 1000).toFixed(1)} s
`)
}
