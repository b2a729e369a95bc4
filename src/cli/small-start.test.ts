// What a command loads is what it needs: every file costs time at each start, and memory for as long as it runs.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { gatewayManifest, manifestFolder } from '../testing/cli/manifests.ts'
import { ownPlace } from '../testing/own-place.ts'
import { modulesLoadedBy } from '../testing/cli/loaded-modules.ts'

const src = join(import.meta.dirname, '..')

const withoutCertificate = gatewayManifest.replace(/ +- name: https[\s\S]*/, '')

test('what strips types is not loaded where the compile cache has all files', async (t) => {
  await modulesLoadedBy(['version'])
  const { builtins } = await modulesLoadedBy(['version'])
  t.true(builtins.length > 50)
  t.deepEqual(
    builtins.filter((name) => name.includes('amaro')),
    [],
  )
})

test('rauta check loads what reads and translates, and no proxy', async (t) => {
  const { folder } = await manifestFolder(t, { 'gateway.yaml': withoutCertificate })
  const { files, packages, builtins } = await modulesLoadedBy(['check', '-f', folder])
  // The parser of all of YAML is for odd documents, and for the lines of what is wrong.
  t.deepEqual(packages, ['commander', 're2js'])
  t.false(builtins.includes('tls'))
  // Room for a few more; half as many again would be a part of the program that nobody asked for.
  t.true(files.length < 330, `${files.length} files`)
  t.deepEqual(
    files.filter((path) =>
      /^src\/(?:cluster|control|proxy\/(?!client-side\/authority|words\/http[12]-way))/.test(path),
    ),
    [],
  )
})

test('rauta serve loads no fetch, TLS, reference way or parser of all of YAML before they are needed', async (t) => {
  const { folder } = await manifestFolder(t, { 'gateway.yaml': withoutCertificate })
  const servers = ['--admin', '127.0.0.1:0', '--health', '127.0.0.1:0']
  const { address, portOffset } = ownPlace()
  const place = ['--address', address, '--port-offset', String(portOffset)]
  const args = ['serve', '-f', folder, ...servers, ...place, '--http1', 'direct']
  const { files, packages, builtins } = await modulesLoadedBy(args, 'Rauta started')
  t.true(files.includes('src/proxy/data-plane.ts'))
  t.deepEqual(
    packages.filter((name) => /express|http-proxy|yaml/.test(name)),
    [],
  )
  // `import … from 'node:http'` loads it; src/proxy/words/node-http.ts says how not to.
  t.deepEqual(
    builtins.filter((name) => /undici|^(?:node:)?(?:tls|http2)$/.test(name)),
    [],
  )
})

// It has generated classes of all kinds of Kubernetes: 50 MiB for a pod that needs two files.
test('the library for kubeconfigs is loaded where a kubeconfig is read', async (t) => {
  const importing: string[] = []
  for await (const path of glob('**/*.ts', { cwd: src, exclude: ['**/*.test.ts', 'testing/**'] }))
    if (/^import (?!type).*@kubernetes\/client-node/m.test(await readFile(join(src, path), 'utf8')))
      importing.push(path)
  t.deepEqual(importing, [])
})
