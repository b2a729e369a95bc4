// Keeps src/rooms.ts true. Type imports count. Tests may import from any room: they are where rooms
// meet.
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import { type Room, rooms } from './rooms.ts'

const serverModules = new Set(['node:http', 'node:http2', 'node:net', 'node:tls', 'node:dgram'])
const roomsWithServers = new Set(['proxy', 'observe', 'echo', 'gateway', 'cli'])
/**
 * They open no port: an empty datagram makes the kernel announce an address of the pool, and a TLS context
 * is made to see whether a key pair can be served.
 */
const withoutServer = new Set(['cluster node:dgram', 'snapshot node:tls'])

/** Rooms without effects may use of Node only what computes. */
const pureModules = new Set(['node:crypto', 'node:net', 'node:util', 'node:buffer'])
const pureRooms = new Set(['resources', 'snapshot', 'status', 'facts', 'translate'])

/** More files side by side than a reader takes in. */
const mostInFolder = 25

/** A file of fewer lines that one other alone imports is a part of that one. */
const fewLines = 15
const smallFiles: Readonly<Record<string, string>> = {
  'cli/options/reader-gone.ts': 'main.js has no types, and imports what has them when it runs',
  'testing/proxy/abort-process.ts': 'a process of its own, which a test forks',
}

const exportedName =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type) ([\w$]+)/gm

/** What flags there are: pages and manifests must agree with it. */
const definesCommandLine = new Set(['cli/run-cli.ts', 'cli/options/limit-options.ts'])

interface SourceFile {
  /** `proxy/routing/host-router.ts` */
  readonly path: string
  readonly room: string
  readonly folder: string
  readonly imports: readonly string[]
  readonly text: string
}

const src = import.meta.dirname
/** From the root of the repository. */
const everywhere = '{src,bench,conformance,deploy,kind,tools}/**/*.{ts,js}'
const files = await productFiles()
const known = new Set(files.map(({ path }) => path))

test('the table names rooms that do not import each other', (t) => {
  for (const [name, room] of Object.entries(rooms)) {
    for (const other of room.rooms)
      t.false(rooms[other]?.rooms.includes(name), `${name} ↔ ${other}`)
  }
})

for (const [name, room] of Object.entries(rooms)) {
  test(`${name} imports only what the table allows`, (t) => {
    const wrong = files
      .filter((file) => file.room === name)
      .flatMap((file) => file.imports.map((specifier) => ({ file, specifier })))
      .filter(({ file, specifier }) => !isAllowed({ name, room, path: file.path, specifier }))
      .map(({ file, specifier }) => `${file.path} imports ${specifier}`)
    t.deepEqual(wrong, [])
  })

  test(`the folders of ${name} import each other as the table says`, (t) => {
    const used = new Map<string, Set<string>>()
    for (const file of files.filter((one) => one.room === name)) {
      const others = used.getOrInsertComputed(partOf(file.folder), () => new Set())
      for (const to of importedBy(file).map(folderOf))
        if (roomOf(to) === name && to !== file.folder) others.add(partOf(to))
    }
    t.deepEqual(
      Object.fromEntries([...used].map(([folder, others]) => [folder, [...others].toSorted()])),
      Object.fromEntries(
        Object.entries(room.folders).map(([folder, { imports }]) => [folder, imports.toSorted()]),
      ),
    )
  })
}

test('no files import each other in a circle', (t) => {
  const graph = new Map(files.map((file) => [file.path, importedBy(file)]))
  t.deepEqual(circlesIn(graph), [])
})

test('no folders import each other in a circle', (t) => {
  const graph = new Map<string, string[]>()
  for (const file of files)
    graph
      .getOrInsertComputed(file.folder, () => [])
      .push(
        ...importedBy(file)
          .map(folderOf)
          .filter((to) => to !== file.folder),
      )
  t.deepEqual(circlesIn(graph), [])
})

test(`no folder has more than ${mostInFolder} product files side by side`, (t) => {
  const counts = Object.groupBy(files, ({ folder }) => folder)
  const large = Object.entries(counts).filter(([, side = []]) => side.length > mostInFolder)
  t.deepEqual(
    large.map(([folder, side = []]) => `${folder}: ${side.length}`),
    [],
  )
})

test(`a file of fewer than ${fewLines} lines is imported by two or more, or has its reason`, async (t) => {
  const importers = new Map<string, Set<string>>()
  for await (const path of glob(everywhere, { cwd: join(src, '..') })) {
    const text = await readFile(join(src, '..', path), 'utf8')
    for (const specifier of importsIn(text).filter((one) => one.startsWith('.'))) {
      const to = join(dirname(path), specifier)
      // A test alone makes no product file worth a place.
      if (!path.endsWith('.test.ts') || to.startsWith('src/testing/'))
        importers.getOrInsertComputed(to, () => new Set()).add(path)
    }
  }
  const lonely: string[] = []
  for await (const path of glob('**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] })) {
    const text = await readFile(join(src, path), 'utf8')
    const users = importers.get(join('src', path))?.size ?? 0
    if (text.split('\n').length <= fewLines && users < 2) lonely.push(path)
  }
  t.deepEqual(lonely.toSorted(), Object.keys(smallFiles))
})

test('every folder says which question it answers', (t) => {
  const silent = Object.entries(rooms).flatMap(([name, { folders }]) =>
    Object.entries(folders)
      .filter(([, { holds }]) => holds === '')
      .map(([folder]) => join(name, folder)),
  )
  t.deepEqual(silent, [])
})

test('what runs imports no test tool', (t) => {
  const wrong = files.filter(({ path, imports }) =>
    imports.some((specifier) => join(dirname(path), specifier).startsWith('testing/')),
  )
  t.deepEqual(
    wrong.map(({ path }) => path),
    [],
  )
})

test('each exported name is defined once, test tools included', async (t) => {
  const definitions = new Map<string, string[]>()
  for await (const path of glob('**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] })) {
    const text = await readFile(join(src, path), 'utf8')
    for (const [, name = ''] of text.matchAll(exportedName))
      definitions.getOrInsertComputed(name, () => []).push(path)
  }
  const repeated = [...definitions].filter(([, paths]) => paths.length > 1)
  t.deepEqual(
    repeated.map(([name, paths]) => `${name}: ${paths.toSorted().join(' ')}`),
    [],
  )
  t.true(definitions.size > 1000)
})

test('in src/cluster, statuses are written, watched and told as Events, and nothing else goes by them', (t) => {
  const folders = new Set(['cluster/statuses', 'cluster/events', 'cluster/watch'])
  const condition = /'(?:Accepted|Programmed|ResolvedRefs|Conflicted)'/
  const wrong = files.filter(
    (file) =>
      file.room === 'cluster' &&
      !folders.has(file.folder) &&
      (condition.test(file.text) || importedBy(file).some((to) => roomOf(to) === 'status')),
  )
  t.deepEqual(
    wrong.map(({ path }) => path),
    [],
  )
})

test('statuses are finished in one place, when it is known what is bound', (t) => {
  const made = files.filter(({ text }) => /\b(?:judged|refused)\(\s*'Programmed'/.test(text))
  t.deepEqual(
    made.map(({ path }) => path),
    ['status/statuses-of.ts'],
  )
})

test('the control loop alone keeps what is live', (t) => {
  const kept =
    /^\s*(?:let \w+|(?:readonly )?#\w+):[^=;(]*\b(?:AppliedRound|Round|RoutingSnapshot|ResourceSet|Live\w+)\b[^=;(]*\bundefined$/m
  const followers = new Set(['gateway', 'cluster', 'cli', 'observe'])
  const wrong = files.filter(({ room, text }) => followers.has(room) && kept.test(text))
  t.deepEqual(
    wrong.map(({ path }) => path),
    [],
  )
})

test('nothing in src, tests included, imports from docs, kind or conformance', async (t) => {
  const wrong: string[] = []
  for await (const path of glob('**/*.ts', { cwd: src })) {
    const text = await readFile(join(src, path), 'utf8')
    for (const [, specifier = ''] of text.matchAll(/\bfrom\s+'(\.[^']+)'/g))
      if (/^\.\.\/(?:docs|kind|conformance)\//.test(join(dirname(path), specifier)))
        wrong.push(`${path} imports ${specifier}`)
  }
  t.deepEqual(wrong, [])
})

test('programs outside src import the gateway from src/gateway, and nothing of the commands', async (t) => {
  const outside: string[] = []
  for await (const path of glob('{bench,conformance,deploy,kind,tools}/**/*.ts', {
    cwd: join(src, '..'),
  })) {
    const text = await readFile(join(src, '..', path), 'utf8')
    for (const [, of = ''] of text.matchAll(/['"](?:\.\.\/)+src\/(cli\/[^'"]+)['"]/g))
      if (!definesCommandLine.has(of)) outside.push(`${path} imports ${of}`)
  }
  t.deepEqual(outside, [])
})

test('no test is skipped, or runs alone', async (t) => {
  const wrong: string[] = []
  for await (const path of glob(everywhere, { cwd: join(src, '..') })) {
    const text = await readFile(join(src, '..', path), 'utf8')
    if (/\btest(?:\.serial)?\.(?:skip|only|todo|failing)\b/.test(text)) wrong.push(path)
  }
  t.deepEqual(wrong, [])
})

test('every source file stands in a room, or is main.js', (t) => {
  const names = new Set([...Object.keys(rooms), ''])
  t.deepEqual(
    files.filter(({ room }) => !names.has(room)).map(({ path }) => path),
    [],
  )
  t.true(files.length > 20)
})

function isAllowed(use: { name: string; room: Room; path: string; specifier: string }): boolean {
  const { name, room, path, specifier } = use
  if (specifier.startsWith('.')) {
    const to = join(dirname(path), specifier)
    if (to === '../package.json') return name === 'cli'
    return roomOf(to) === name || room.rooms.includes(roomOf(to))
  }
  if (specifier.startsWith('node:')) {
    if (pureModules.has(specifier)) return true
    if (withoutServer.has(`${name} ${specifier}`)) return true
    if (serverModules.has(specifier)) return roomsWithServers.has(name)
    return !pureRooms.has(name)
  }
  return room.packages.some((home) => specifier === home || specifier.startsWith(`${home}/`))
}

/** Each circle as its members, by name; those that lead into one are not of it (Tarjan's components). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order = new Map<string, number>()
  const stack: string[] = []
  const circles: string[] = []
  function visit(node: string): number {
    const index = order.size
    order.set(node, index)
    stack.push(node)
    let low = index
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (stack.includes(next)) low = Math.min(low, order.get(next)!)
    }
    if (low === index) {
      const members = stack.splice(stack.indexOf(node))
      if (members.length > 1) circles.push(members.toSorted().join(' '))
    }
    return low
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return circles
}

/** Source files alone. */
function importedBy({ path, imports }: SourceFile): readonly string[] {
  return imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(dirname(path), specifier))
    .filter((to) => known.has(to))
}

/** `proxy/routing/host-router.ts` → `proxy/routing`. */
function folderOf(path: string): string {
  return dirname(path)
}

/** `proxy/client-side/http2` → `client-side/http2`; '' for the room itself. */
function partOf(folder: string): string {
  return folder.split('/').slice(1).join('/')
}

function roomOf(path: string): string {
  const [room = ''] = path.split('/')
  return /\.[tj]s$/.test(room) ? '' : room
}

async function productFiles(): Promise<readonly SourceFile[]> {
  const found = []
  for await (const path of glob('**/*.{ts,js}', { cwd: src })) {
    if (path.endsWith('.test.ts') || path.startsWith('testing/')) continue
    const text = await readFile(join(src, path), 'utf8')
    const folder = dirname(path)
    found.push({
      path,
      room: roomOf(path),
      folder: folder === '.' ? '' : folder,
      text,
      imports: importsIn(text),
    })
  }
  return found
}

function importsIn(text: string): readonly string[] {
  const imports = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gm)]
  const bare = [...text.matchAll(/^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)]
  return [...imports.map((m) => m[1]!), ...bare.map((m) => m[1] ?? m[2]!)]
}
