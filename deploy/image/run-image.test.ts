// The image's files, laid out as an engine does it, run: as the image's own user in a root of its own,
// or, where that is not allowed, by the image's own loader.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { ownPlace } from '../../src/testing/own-place.ts'
import { gatewayManifest, routeManifest, serviceManifest } from '../../src/testing/cli/manifests.ts'
import { createImage } from './create-image.ts'
import { readArchive } from './test-archive.ts'

const project = join(import.meta.dirname, '../..')
const mayChangeRoot = process.getuid?.() === 0
const rootFolder = await mkdtemp(join(tmpdir(), 'rauta-root-'))
const { layers, config } = await readArchive((await createImage({ root: project })).pieces)

test.before(async () => {
  await chmod(rootFolder, 0o755)
  for (const { compressed } of layers) {
    const child = spawn('tar', ['-xz', '-C', rootFolder], { stdio: ['pipe', 'inherit', 'inherit'] })
    child.stdin.end(compressed)
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`tar ended with ${code}`)
  }
})

test.after.always(() => rm(rootFolder, { recursive: true }))

test.serial('it prints its version', async (t) => {
  const { code, out } = await ended(await start(t, ['/app/src/main.js', 'version']))
  t.is(code, 0, out)
  t.regex(out, /^rauta \d+\.\d+\.\d+\nnode v\d+/)
})

test.serial('it serves Gateway API manifests, and ends in good order on SIGTERM', async (t) => {
  const backend = http.createServer((_, response) => response.end('from the backend'))
  await once(backend.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => backend.close())
  const { port } = backend.address() as AddressInfo
  const manifests = [gatewayManifest, routeManifest('/cart'), serviceManifest(port)].join('---\n')
  await writeFile(join(rootFolder, 'tmp/shop.yaml'), manifests)
  const { address, portOffset } = ownPlace()
  const gateway = await start(t, [
    '/app/src/main.js',
    'serve',
    `--file=${inside('/tmp/shop.yaml')}`,
    `--address=${address}`,
    `--port-offset=${portOffset}`,
    '--admin=127.0.0.1:0',
    '--health=127.0.0.1:0',
  ])
  let out = ''
  const closed = once(gateway, 'close')
  gateway.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  while (!out.includes('"message":"Rauta started"')) {
    if (gateway.exitCode !== null) return t.fail(out)
    await Promise.race([once(gateway.stdout!, 'data'), closed])
  }
  const request = http.get({
    host: address,
    port: 80 + portOffset,
    path: '/cart',
    headers: { host: 'shop.example' },
  })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  t.is(await text(response), 'from the backend')
  gateway.kill('SIGTERM')
  t.deepEqual(await closed, [0, null])
})

test.serial('every production dependency can be loaded', async (t) => {
  const script = `
    import manifest from './package.json' with { type: 'json' }
    for (const name of Object.keys(manifest.dependencies)) await import(name)
    console.log('all loaded')`
  await writeFile(join(rootFolder, 'app/load.mjs'), script)
  const { code, out } = await ended(await start(t, ['/app/load.mjs']))
  t.is(code, 0, out)
  t.is(out, 'all loaded\n')
})

/** Node out of the image, in its working directory, with the variables that the image sets. */
async function start(t: ExecutionContext, args: readonly string[]): Promise<ChildProcess> {
  const { WorkingDir, User, Env } = config.config
  const [command, ...rest] = mayChangeRoot
    ? ['/usr/sbin/chroot', `--userspec=${User}`, rootFolder, 'node']
    : await byLoader()
  const child = spawn(
    command!,
    [...rest, ...args.map((arg) => (arg.startsWith('/') ? inside(arg) : arg))],
    {
      cwd: join(rootFolder, WorkingDir),
      env: Object.fromEntries(Env.map((line) => line.split('='))),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function byLoader(): Promise<readonly string[]> {
  const libraries = (await readdir(join(rootFolder, 'usr'), { recursive: true }))
    .map((path) => join(rootFolder, 'usr', path))
    .filter((path) => /\.so(?:\.\d+)*$/.test(path))
  const loader = libraries.find((path) => /\/ld-linux[^/]*$/.test(path))!
  const folders = new Set(libraries.map((path) => join(path, '..')))
  return [loader, '--library-path', [...folders].join(':'), join(rootFolder, 'usr/bin/node')]
}

function inside(path: string): string {
  return mayChangeRoot ? path : join(rootFolder, path)
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string }> {
  const [out, [code]] = await Promise.all([text(child.stdout!), once(child, 'close')])
  return { code, out }
}
