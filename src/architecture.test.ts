// Keeps src/rooms.ts true. Type imports count. Tests may import from any room: they are where rooms
// meet.
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import test from 'ava'
import { type Room, rooms } from './rooms.ts'

const serverModules = new Set(['node:http', 'node:http2', 'node:net', 'node:tls', 'node:dgram'])
const roomsWithServers = new Set(['proxy', 'observe', 'echo', 'cli'])
/**
 * They open no port: an empty datagram makes the kernel announce an address of the pool, and a TLS context
 * is made to see whether a key pair can be served.
 */
const withoutServer = new Set(['cluster node:dgram', 'snapshot node:tls'])

/** Rooms without effects may use of Node only what computes. */
const pureModules = new Set(['node:crypto', 'node:net', 'node:util', 'node:buffer'])
const pureRooms = new Set(['resources', 'snapshot', 'status', 'translate'])

const src = import.meta.dirname
const files = await sourceFiles()

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
}

test('inside the proxy only the data plane and the pipeline bring parts together', (t) => {
  const parts = new Set(['routing', 'filters', 'balancing', 'forwarders', 'listeners'])
  const wrong = files
    .filter((file) => file.room === 'proxy' && parts.has(partOf(file.path)))
    .flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file.path), specifier))
        .filter((to) => parts.has(partOf(to)) && partOf(to) !== partOf(file.path))
        .map((to) => `${file.path} imports ${to}`),
    )
  t.deepEqual(wrong, [])
})

test('every source file stands in a room, or is main.ts', (t) => {
  const known = new Set([...Object.keys(rooms), ''])
  t.deepEqual(
    files.filter(({ room }) => !known.has(room)).map(({ path }) => path),
    [],
  )
  t.true(files.length > 20)
})

function isAllowed(use: { name: string; room: Room; path: string; specifier: string }): boolean {
  const { name, room, path, specifier } = use
  if (specifier.startsWith('.')) {
    if (specifier === '../../package.json') return name === 'cli'
    const to = roomOf(join(dirname(path), specifier))
    return to === name || room.rooms.includes(to)
  }
  if (specifier.startsWith('node:')) {
    if (pureModules.has(specifier)) return true
    if (withoutServer.has(`${name} ${specifier}`)) return true
    if (serverModules.has(specifier)) return roomsWithServers.has(name)
    return !pureRooms.has(name)
  }
  return room.packages.some((home) => specifier === home || specifier.startsWith(`${home}/`))
}

/** `proxy/PART/file.ts` → PART. */
function partOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function roomOf(path: string): string {
  return path.includes('/') ? path.split('/')[0]! : ''
}

async function sourceFiles() {
  const found = []
  for await (const path of glob('**/*.ts', { cwd: src })) {
    if (path.endsWith('.test.ts') || /(^|\/)test-/.test(path)) continue
    const text = await readFile(join(src, path), 'utf8')
    const imports = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gm)]
    const bare = [...text.matchAll(/^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)]
    found.push({
      path: relative(src, join(src, path)),
      room: roomOf(path),
      imports: [...imports.map((m) => m[1]!), ...bare.map((m) => m[1] ?? m[2]!)],
    })
  }
  return found
}
