import { hash } from 'node:crypto'
import { chmod, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { gunzipSync } from 'node:zlib'
import test from 'ava'
import { createImage } from './create-image.ts'
import { imageArchive } from './image-archive.ts'
import { contentOf, readArchive, readTar, type TarEntry } from './test-archive.ts'

const project = join(import.meta.dirname, '../..')
const cacheFolder = join(project, '.cache/image/layers')
const revision = { commit: 'a'.repeat(40), time: new Date('2026-01-01T00:00:00Z') }
const folder = await mkdtemp(join(tmpdir(), 'rauta-image-'))
const root = await copyProject('one')
const image = await createImage({ root, revision, cacheFolder })
const archive = await readArchive(image.pieces)
const tars = archive.layers.map(({ compressed }) => gunzipSync(compressed))
const layers = await Promise.all(tars.map((tar) => readTar([tar])))
const [runtime, dependencies, app] = layers as [Layer, Layer, Layer]
const packageJson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

type Layer = ReadonlyMap<string, TarEntry>

test.after.always(() => rm(folder, { recursive: true }))

test.serial(
  'the same files give the same bytes, in another folder and with no cache',
  async (t) => {
    const elsewhere = await copyProject('two')
    await chmod(join(elsewhere, 'package.json'), 0o600)
    const other = await createImage({
      root: elsewhere,
      revision,
      cacheFolder: join(folder, 'layers'),
    })
    t.is(other.digest, image.digest)
    t.is(hash('sha256', Buffer.concat(other.pieces)), hash('sha256', Buffer.concat(image.pieces)))
  },
)

test('it is smaller than 120 MB', (t) => {
  t.true(image.pieces.reduce((sum, { length }) => sum + length, 0) < 120e6)
})

test.serial('another commit changes the last layer only', async (t) => {
  const next = { commit: 'b'.repeat(40), time: new Date('2026-01-02T00:00:00Z') }
  const source = 'https://example.com/rauta'
  const other = await createImage({ root, revision: next, cacheFolder, source })
  const { layers: others, config } = await readArchive(other.pieces)
  t.deepEqual(
    archive.layers.map(({ digest }, number) => digest === others[number]!.digest),
    [true, true, false],
  )
  t.is(config.config.Labels['org.opencontainers.image.revision'], next.commit)
  t.is(config.config.Labels['org.opencontainers.image.source'], source)
  t.is(config.created, '2026-01-02T00:00:00.000Z')
})

test('the OCI index and the list for Docker name the same image', async (t) => {
  const { index, docker, entries } = archive
  const blobs = [...entries.keys()].filter((path) => path.startsWith('blobs/sha256/'))
  t.is(blobs.length, 5)
  t.deepEqual(JSON.parse(contentOf(entries, 'oci-layout').toString()), {
    imageLayoutVersion: '1.0.0',
  })
  t.is(index.manifests.length, 1)
  t.is(index.manifests[0]!.digest, image.digest)
  t.deepEqual(docker[0]!.RepoTags, [`localhost/rauta:${packageJson.version}`])
  t.deepEqual(
    docker[0]!.Layers,
    archive.layers.map(({ digest }) => `blobs/${digest.replace(':', '/')}`),
  )
  t.deepEqual(JSON.parse(contentOf(entries, docker[0]!.Config).toString()), archive.config)
  t.deepEqual(
    archive.config.rootfs.diff_ids,
    tars.map((tar) => `sha256:${hash('sha256', tar)}`),
  )
})

test('each tag is in the index by its full name', async (t) => {
  const tags = ['rauta:dev', 'team/rauta:1', 'registry.example:5000/rauta:1']
  const { tar } = imageArchive({ config: archive.config, layers: [], tags })
  const { index, docker } = await readArchive(await tar.toArray())
  t.deepEqual(
    index.manifests.map(({ annotations }) => annotations['io.containerd.image.name']),
    ['docker.io/library/rauta:dev', 'docker.io/team/rauta:1', 'registry.example:5000/rauta:1'],
  )
  t.deepEqual(docker[0]!.RepoTags, tags)
  await t.throwsAsync(createImage({ root, tags: ['localhost:5000/rauta'] }), {
    message: 'the image cannot be called localhost:5000/rauta: NAME:TAG',
  })
})

test('engines are told how to start it, as whom, and what it is', (t) => {
  const { config } = archive.config
  t.deepEqual(config.Entrypoint, ['node', '--disable-sigusr1', '/app/src/main.js'])
  t.is(config.User, '65532:65532')
  t.is(config.WorkingDir, '/app')
  t.is(config.Labels['org.opencontainers.image.title'], 'Rauta')
  t.is(config.Labels['org.opencontainers.image.version'], packageJson.version)
  t.is(config.Labels['org.opencontainers.image.licenses'], packageJson.license)
  t.is(config.Labels['org.opencontainers.image.revision'], revision.commit)
  t.is(runtime.has('usr/bin/ip'), image.hasIp)
  t.regex(contentOf(runtime, 'etc/passwd').toString(), /^rauta:x:65532:65532:/m)
})

test('every entry belongs to root and is writable by root alone, but /tmp', (t) => {
  for (const [path, { header }] of [...runtime, ...dependencies, ...app]) {
    t.deepEqual([header.uid, header.gid, header.uname, header.gname], [0, 0, '', ''], path)
    if (header.type !== 'symlink' && path !== 'tmp') t.is(header.mode & 0o6022, 0, path)
  }
})

test('of npm packages only those of production are in it, each with its package.json', async (t) => {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const found = [...dependencies.keys()]
    .filter((path) => /node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
    .map((path) => path.slice('app/'.length, -'/package.json'.length))
  t.true(found.length > 100)
  t.deepEqual(
    found.filter((name) => !lock.packages[name] || lock.packages[name].dev),
    [],
  )
  for (const name of Object.keys(packageJson.dependencies))
    t.true(found.includes(`node_modules/${name}`), name)
})

test('no test, type, source map, repository or secret is in it', (t) => {
  const unwanted = [...dependencies, ...app]
    .filter(([, { header }]) => header.type === 'file')
    .map(([path]) => path.slice('app/'.length))
    .filter(
      (path) =>
        /[._]test\.[cm]?[jt]s$|^src\/(testing|translate\/cases)\//.test(path) ||
        /^(?:.*node_modules\/(?:@[^/]+\/)?[^/]+\/)?(?:tests?|__tests__|examples?|docs?)\//.test(
          path,
        ) ||
        /\.(?:map|d\.[cm]?ts|pem|key|crt|p12|env|log)$|(?:^|\/)\./.test(path),
    )
  t.deepEqual(unwanted, [])
})

test('no path of the machine that built it is in it', (t) => {
  const naming = [...dependencies, ...app].filter(([, { content }]) => content.includes(project))
  t.deepEqual(
    naming.map(([path]) => path),
    [],
  )
  t.false(JSON.stringify([archive.config, archive.index, archive.docker]).includes(project))
})

test('every import of Rauta leads to something in it', (t) => {
  const missing: string[] = []
  const sources = [...app].filter(([path]) => path.endsWith('.js'))
  for (const [path, { content }] of sources) {
    const specifiers = content
      .toString()
      .matchAll(/^(?:import|export)\s(?:[^'"]*?from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)
    for (const [, fixed, loaded] of specifiers) {
      const specifier = fixed ?? loaded!
      if (!isThere(path, specifier)) missing.push(`${path} imports ${specifier}`)
    }
  }
  t.true(sources.length > 100)
  t.deepEqual(missing, [])
})

test('Rauta is in it as JavaScript, line by line where the source has it', async (t) => {
  for (const [path, { content }] of app) {
    t.false(path.endsWith('.ts'), path)
    if (path.endsWith('.js')) t.notRegex(content.toString(), /'\.{1,2}\/[^']*\.ts'/, path)
  }
  for (const name of ['control/debounce', 'workers/worker-process']) {
    const source = await readFile(join(root, `src/${name}.ts`), 'utf8')
    const code = contentOf(app, `app/src/${name}.js`).toString()
    t.deepEqual(functionLines(code), functionLines(source))
  }
})

function functionLines(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (line.includes('function ') ? [index] : []))
}

function isThere(path: string, specifier: string): boolean {
  if (specifier.startsWith('.')) return app.has(normalize(join(dirname(path), specifier)))
  if (specifier.startsWith('node:')) return builtinModules.includes(specifier.slice(5))
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0]
  return dependencies.has(`app/node_modules/${name}/package.json`)
}

/** What the image is made of, where nobody edits it meanwhile. */
async function copyProject(name: string): Promise<string> {
  const copy = join(folder, name)
  for (const path of ['src', 'package.json', 'package-lock.json', 'LICENSE'])
    await cp(join(project, path), join(copy, path), { recursive: true })
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'))
  return copy
}
