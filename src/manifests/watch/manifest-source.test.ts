import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import type { ResourceSource } from '../../control/loop-interfaces.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { ResourceChange } from './applied-objects.ts'
import { describeProblem, type ManifestProblem } from '../read/manifest-problem.ts'
import { createManifestSource, type ManifestSource } from './manifest-source.ts'

const route = (name: string, path = '/') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: shop}
spec:
  rules: [{matches: [{path: {value: ${path}}}]}]
`

const gatewayClass = (controller: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: rauta}
spec: {controllerName: ${controller}}
`

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A started source, everything that it gave, and a way to wait for more. */
async function watched(t: ExecutionContext, ...paths: string[]) {
  const sets: ResourceSet[] = []
  const changes: ResourceChange[] = []
  let problems: readonly ManifestProblem[] = []
  let wake = Promise.withResolvers<void>()
  const wakeUp = () => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  const source: ManifestSource & ResourceSource = createManifestSource({
    paths,
    onChanges: (more) => changes.push(...more),
    onProblems(now) {
      problems = now
      wakeUp()
    },
  })
  t.teardown(() => source.close())
  await source.start((resources) => {
    sets.push(resources)
    wakeUp()
  })
  const current = () => sets.at(-1)
  return {
    source,
    sets,
    changes,
    current,
    problems: () => problems.map(describeProblem),
    routes: () => [...(current()?.HTTPRoute.keys() ?? [])].toSorted(),
    pathOf: (name: string) =>
      current()?.HTTPRoute.get(`shop/${name}`)?.spec.rules[0]?.matches[0]?.path?.value,
    /** Waits for the next set or problems until `condition` holds. */
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await wake.promise
    },
  }
}

test('start gives the first complete set, once', async (t) => {
  const path = await folder(t)
  await mkdir(join(path, 'sub'))
  await writeFile(join(path, 'a.yaml'), route('a') + route('b'))
  await writeFile(
    join(path, 'sub/c.json'),
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
  )
  await writeFile(join(path, '.hidden.yaml'), route('hidden'))
  await writeFile(join(path, 'notes.txt'), 'not a manifest')
  const seen = await watched(t, path)
  t.is(seen.sets.length, 1)
  t.deepEqual(seen.routes(), ['shop/a', 'shop/b'])
  t.deepEqual([...(seen.current()?.ConfigMap.keys() ?? [])], ['default/c'])
  t.deepEqual([...(seen.current()?.Namespace.keys() ?? [])].toSorted(), ['default', 'shop'])
  t.deepEqual(seen.problems(), [])
  t.deepEqual(seen.changes, [])
})

test('an edit takes effect, and alone', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a') + route('b'))
  const seen = await watched(t, path)
  const before = seen.current()
  await writeFile(file, route('a', '/new') + route('b'))
  await seen.until(() => seen.pathOf('a') === '/new')
  t.deepEqual(seen.changes, [{ kind: 'HTTPRoute', key: 'shop/a', change: 'changed' }])
  t.is(seen.current()?.HTTPRoute.get('shop/b'), before?.HTTPRoute.get('shop/b'))
  t.is(seen.current()?.Namespace, before?.Namespace)
  t.is(seen.current()?.HTTPRoute.get('shop/a')?.metadata.generation, 2)
})

test('an edit is live within a tenth of a second', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a'))
  const seen = await watched(t, path)
  const tookMs: number[] = []
  for (const value of ['/1', '/2', '/3', '/4', '/5']) {
    const start = performance.now()
    await writeFile(file, route('a', value))
    await seen.until(() => seen.pathOf('a') === value)
    tookMs.push(performance.now() - start)
  }
  // The quickest of them: a busy machine may hold up any other.
  t.true(Math.min(...tookMs) < 100, `${tookMs}`)
})

test('a new file, a new folder, a removed file and a removed folder take effect', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.yaml'), route('a'))
  const seen = await watched(t, path)
  await writeFile(join(path, 'b.yml'), route('b'))
  await seen.until(() => seen.routes().length === 2)
  await mkdir(join(path, 'deep/er'), { recursive: true })
  await writeFile(join(path, 'deep/er/c.yaml'), route('c'))
  await seen.until(() => seen.routes().length === 3)
  await writeFile(join(path, 'deep/er/c.yaml'), route('c', '/new'))
  await seen.until(() => seen.pathOf('c') === '/new')
  await rm(join(path, 'a.yaml'))
  await seen.until(() => seen.routes().length === 2)
  await rm(join(path, 'deep'), { recursive: true })
  await seen.until(() => seen.routes().length === 1)
  t.deepEqual(seen.routes(), ['shop/b'])
  t.deepEqual(
    seen.changes.map(({ key, change }) => `${change} ${key}`),
    ['added shop/b', 'added shop/c', 'changed shop/c', 'removed shop/a', 'removed shop/c'],
  )
})

test('a file replaced by rename is read, as often as it happens', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a'))
  const seen = await watched(t, file)
  for (const value of ['/1', '/2', '/3']) {
    await writeFile(join(path, '.a.yaml.swp'), route('a', value))
    await rename(join(path, '.a.yaml.swp'), file)
    await seen.until(() => seen.pathOf('a') === value)
  }
  t.deepEqual(new Set(seen.changes.map(({ change }) => change)), new Set(['changed']))
})

test('a file that is removed and made again in pieces is never read in half', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a') + route('b'))
  const seen = await watched(t, path)
  for (let round = 1; round <= 20; round++) {
    await rm(file)
    const made = await open(file, 'w')
    await made.write(route('a', `/${round}`))
    await setImmediate()
    await made.write(route('b'))
    await made.close()
    await seen.until(() => seen.pathOf('a') === `/${round}`)
  }
  t.deepEqual(new Set(seen.changes.map(({ change }) => change)), new Set(['changed']))
})

const swapped = test.macro(async (t, named: string) => {
  const path = await folder(t)
  const version = async (name: string, text: string) => {
    await mkdir(join(path, name))
    await writeFile(join(path, name, 'a.yaml'), text)
  }
  await version('..2026_1', route('a'))
  await symlink('..2026_1', join(path, '..data'))
  await symlink('..data/a.yaml', join(path, 'a.yaml'))
  const seen = await watched(t, join(path, named))
  t.deepEqual(seen.routes(), ['shop/a'])
  for (const round of ['2', '3']) {
    await version(`..2026_${round}`, route('a', `/${round}`))
    await symlink(`..2026_${round}`, join(path, '..data_tmp'))
    await rename(join(path, '..data_tmp'), join(path, '..data'))
    await rm(join(path, `..2026_${Number(round) - 1}`), { recursive: true })
    await seen.until(() => seen.pathOf('a') === `/${round}`)
  }
  t.deepEqual(new Set(seen.changes.map(({ change }) => change)), new Set(['changed']))
  t.deepEqual(seen.problems(), [])
})

test("the swap of a mounted ConfigMap's ..data is one change", swapped, '.')
test('a file of a mounted ConfigMap follows the swap of its ..data', swapped, 'a.yaml')

test('a folder that is removed and made again is followed on', async (t) => {
  const path = join(await folder(t), 'manifests')
  await mkdir(path)
  await writeFile(join(path, 'a.yaml'), route('a'))
  const seen = await watched(t, path)
  for (const value of ['/1', '/2']) {
    await rm(path, { recursive: true })
    await seen.until(() => seen.routes().length === 0)
    t.deepEqual(seen.problems(), [
      `${path}: expected a file or a folder, found nothing: it was removed`,
    ])
    await mkdir(path)
    await writeFile(join(path, 'a.yaml'), route('a', value))
    await seen.until(() => seen.pathOf('a') === value && seen.problems().length === 0)
    await writeFile(join(path, 'a.yaml'), route('a', `${value}/edited`))
    await seen.until(() => seen.pathOf('a') === `${value}/edited`)
  }
  t.pass()
})

test('a file whose folder is removed and made again is followed on', async (t) => {
  const root = await folder(t)
  const path = join(root, 'x/y')
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'a.yaml'), route('a'))
  const seen = await watched(t, join(path, 'a.yaml'))
  await rm(join(root, 'x'), { recursive: true })
  await seen.until(() => seen.routes().length === 0)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'a.yaml'), route('a', '/again'))
  await seen.until(() => seen.pathOf('a') === '/again')
  t.pass()
})

test('a burst of edits is few sets, and ends with the last edit', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a'))
  const seen = await watched(t, path)
  for (let edit = 1; edit <= 100; edit++) await writeFile(file, route('a', `/${edit}`))
  await seen.until(() => seen.pathOf('a') === '/100')
  t.true(seen.sets.length < 20, `${seen.sets.length} sets`)
})

test('a mistake keeps the last good version of its object, and others take effect', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a', '/good') + route('b'))
  const seen = await watched(t, path)
  await writeFile(file, route('a', 'bad') + route('b', '/new') + route('c', 'bad'))
  await seen.until(() => seen.pathOf('b') === '/new')
  t.is(seen.pathOf('a'), '/good')
  t.deepEqual(seen.routes(), ['shop/a', 'shop/b'])
  const [first, ...others] = seen.problems()
  t.regex(first ?? '', /:6: HTTPRoute shop\/a: .*"bad".*\} \(the last good version stays in use\)$/)
  // Of the new object there is no good version.
  t.true(others.some((problem) => /HTTPRoute shop\/c: .*"bad".*\}$/.test(problem)))

  await writeFile(file, route('b', '/new'))
  await seen.until(() => seen.routes().length === 1)
  t.deepEqual(seen.problems(), [])
})

test('a file that is no YAML keeps all its objects', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a') + route('b'))
  const seen = await watched(t, path)
  await writeFile(file, `${route('a', '/new')}---\nkey: [\n`)
  await seen.until(() => seen.pathOf('a') === '/new')
  t.deepEqual(seen.routes(), ['shop/a', 'shop/b'])
  t.regex(
    seen.problems()[0] ?? '',
    /a\.yaml:\d+: expected .* \(the last good version stays in use\)$/,
  )
  await writeFile(file, 'no: [yaml\n')
  await seen.until(() => /:2: /.test(seen.problems()[0] ?? ''))
  t.deepEqual(seen.routes(), ['shop/a', 'shop/b'])
  await writeFile(file, '# all gone\n')
  await seen.until(() => seen.routes().length === 0)
  t.deepEqual(seen.problems(), [])
})

for (const [what, from, to] of [
  ['kind', 'kind: HTTPRoute', 'kind: HTTPRout'],
  ['apiVersion', 'gateway.networking.k8s.io', 'gateway.networkng.k8s.io'],
  ['name', 'name: a', 'nam: a'],
] as const) {
  test(`a slip in the ${what} of an object takes nothing away`, async (t) => {
    const path = await folder(t)
    const file = join(path, 'a.yaml')
    await writeFile(file, route('a') + route('b'))
    const seen = await watched(t, path)
    await writeFile(file, route('a').replace(from, to) + route('b', '/new'))
    await seen.until(() => seen.pathOf('b') === '/new')
    t.deepEqual(seen.routes(), ['shop/a', 'shop/b'])
    t.regex(seen.problems()[0] ?? '', / \(the last good version stays in use\)$/)
    await writeFile(file, route('b', '/new'))
    await seen.until(() => seen.routes().length === 1)
    t.deepEqual(seen.problems(), [])
  })
}

test('a file that is empty for a moment keeps its objects; removed, it loses them', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a'))
  const seen = await watched(t, path)
  await writeFile(file, '')
  await seen.until(() => seen.problems().length === 1)
  t.deepEqual(seen.problems(), [
    `${file}: expected objects (or a comment, where there should be none), found an empty file (the last good version stays in use)`,
  ])
  t.deepEqual(seen.routes(), ['shop/a'])
  await rm(file)
  await seen.until(() => seen.routes().length === 0)
  t.deepEqual(seen.problems(), [])
})

test('an object that moves to another file stays the same object', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.yaml'), route('a'))
  const seen = await watched(t, path)
  await rename(join(path, 'a.yaml'), join(path, 'b.yaml'))
  await writeFile(join(path, 'c.yaml'), route('c'))
  await seen.until(() => seen.routes().length === 2)
  t.deepEqual(seen.changes, [{ kind: 'HTTPRoute', key: 'shop/c', change: 'added' }])
  t.is(
    seen.source.objects.find(({ resource }) => resource.metadata.name === 'a')?.file,
    join(path, 'b.yaml'),
  )
})

test('one object in two files: the first in order stays, and the other follows when it goes', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.yaml'), route('a', '/first'))
  await writeFile(join(path, 'b.yaml'), route('a', '/second'))
  const seen = await watched(t, path)
  t.is(seen.pathOf('a'), '/first')
  t.deepEqual(seen.problems(), [
    `${join(path, 'b.yaml')}:2: HTTPRoute shop/a: expected each object once, found it also at ${join(path, 'a.yaml')}:2, which is used`,
  ])
  await rm(join(path, 'a.yaml'))
  await seen.until(() => seen.pathOf('a') === '/second')
  t.deepEqual(seen.problems(), [])
})

test('a field that may not change keeps its value', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, gatewayClass('rauta.dev/gateway-controller'))
  const seen = await watched(t, path)
  await writeFile(file, gatewayClass('example.com/other'))
  await seen.until(() => seen.problems().length > 0)
  t.deepEqual(seen.problems(), [
    `${file}:2: GatewayClass rauta: spec.controllerName: expected to satisfy "field is immutable", found "example.com/other" (the last good version stays in use)`,
  ])
  t.is(
    seen.current()?.GatewayClass.get('rauta')?.spec.controllerName,
    'rauta.dev/gateway-controller',
  )
})

test('a label changes an object but not its generation', async (t) => {
  const path = await folder(t)
  const file = join(path, 'a.yaml')
  await writeFile(file, route('a'))
  const seen = await watched(t, path)
  await writeFile(file, route('a', '/new'))
  await seen.until(() => seen.pathOf('a') === '/new')
  await writeFile(file, route('a', '/new').replace('shop}', 'shop, labels: {a: b}}'))
  const now = () => seen.current()?.HTTPRoute.get('shop/a')?.metadata
  await seen.until(() => now()?.labels?.a === 'b')
  t.is(now()?.generation, 2)
})

test('a path at which there is nothing is refused with what to do', async (t) => {
  const path = join(await folder(t), 'nothing')
  const source = createManifestSource({ paths: [path] })
  await t.throwsAsync(
    source.start(() => {}),
    {
      message: `File or folder ${path} does not exist: give one with manifests with -f.`,
    },
  )
  await source.close()
})

test('a link in circles is walked once', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.yaml'), route('a'))
  await symlink('.', join(path, 'again'))
  const seen = await watched(t, path)
  t.deepEqual(seen.routes(), ['shop/a'])
  t.deepEqual(seen.problems(), [])
})

test('bytes that are no UTF-8 are a problem of that file alone', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.yaml'), Buffer.from([0x61, 0xe9, 0x0a]))
  await writeFile(join(path, 'b.yaml'), route('b'))
  const seen = await watched(t, path)
  t.deepEqual(seen.routes(), ['shop/b'])
  t.deepEqual(seen.problems(), [
    `${join(path, 'a.yaml')}: expected UTF-8 text, found the byte 0xe9 in line 1`,
  ])
})
