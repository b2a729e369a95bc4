import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { readArchive } from './test-archive.ts'

test('it writes the archive and prints its name, size, digest and time', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-image-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { code, out, errors } = await buildImage(folder, '--output', 'rauta.tar', '--tag', 'a:1')
  t.is(code, 0, errors)
  const { index, config } = await readArchive([await readFile(join(folder, 'rauta.tar'))])
  const [image, archive, digest, took] = out.split('\n')
  t.is(image, 'image    a:1')
  t.regex(archive!, /^archive {2}rauta\.tar \(\d+\.\d MB\)$/)
  t.is(digest, `digest   ${index.manifests[0]!.digest}`)
  t.regex(took!, /^took {5}\d+\.\d s$/)
  t.regex(
    config.config.Labels['org.opencontainers.image.revision'] ?? '',
    /^[0-9a-f]{40}(?:-dirty)?$/,
  )
})

test('a wrong option is one sentence and the usage, and 2', async (t) => {
  const { code, errors } = await buildImage(tmpdir(), '--engine', 'docker')
  t.is(code, 2)
  t.regex(errors, /^build-image: Unknown option '--engine'.*\n\nUsage: /)
})

test('a name that no engine takes is one sentence, and 1', async (t) => {
  const { code, errors } = await buildImage(tmpdir(), '--tag', 'Rauta')
  t.is(code, 1)
  t.is(errors, 'build-image: the image cannot be called Rauta: NAME:TAG\n')
})

function buildImage(cwd: string, ...args: readonly string[]) {
  const program = join(import.meta.dirname, 'build-image.ts')
  return new Promise<{ code: number | null; out: string; errors: string }>((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd }, (_, out, errors) =>
      resolve({ code: child.exitCode, out, errors }),
    )
  })
}
