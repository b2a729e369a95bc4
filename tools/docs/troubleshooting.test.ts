// docs/troubleshooting.md names only what there is: commands that parse, flags and reasons that the code
// has, metrics that are written. And each failure that a client can be told has its line there.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import test from 'ava'
import type { Command } from 'commander'
import { createProgram } from '../../src/cli/run-cli.ts'
import { accessFlags } from '../../src/observe/log/access-record.ts'
import { streamFlags } from '../../src/observe/log/stream-record.ts'
import { createMetrics } from '../../src/observe/metrics/metrics.ts'
import { refusals } from '../../src/proxy/sockets/refusal.ts'
import { refusedReasons } from './reference/refused-reasons.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFile(join(root, path), 'utf8')
const page = await read('docs/troubleshooting.md')
const fences = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1]!)
const prose = page.replaceAll(/^```sh\n.*?^```/gms, '')
const inCode = [...prose.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
const literals = await literalsOf('src/{status,translate,cluster}/**/*.ts')

const commands = new Set(
  fences
    .flatMap((fence) => fence.trim().split('\n'))
    .flatMap((line) => /(?:^npx|--) rauta ([^|&]*)/.exec(line)?.[1]?.trim() ?? []),
)

for (const command of commands) {
  test(`rauta ${command} is a command that parses`, async (t) => {
    const args = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
    await t.notThrowsAsync(inertProgram().parseAsync(args, { from: 'user' }))
  })
}

test('each section ends at a command', (t) => {
  const sections = page.split(/^## /m).slice(1)
  t.true(sections.length > 20)
  const without = sections.filter((section) => !section.trimEnd().endsWith('```'))
  t.deepEqual(
    without.map((section) => section.split('\n')[0]),
    [],
  )
})

test('flags and commands in the text are those of the command line', (t) => {
  const { commands: all } = inertProgram()
  const flags = new Set(all.flatMap(({ options }) => options.map(({ long }) => long)))
  const named = inCode.flatMap((code) => /^(--[a-z-]+)/.exec(code)?.[1] ?? [])
  t.deepEqual(
    named.filter((flag) => !flags.has(flag)),
    [],
  )
  const used = inCode.flatMap((code) => /^rauta ([a-z]+)$/.exec(code)?.[1] ?? [])
  t.deepEqual(
    used.filter((name) => !all.some((command) => command.name() === name)),
    [],
  )
})

test('metrics in the text are written', async (t) => {
  const text = await createMetrics().text()
  const named = inCode.filter((code) => code.startsWith('rauta_'))
  t.deepEqual(
    named.filter((name) => !text.includes(`# HELP ${name} `)),
    [],
  )
  t.true(named.length > 5)
})

/** Names in this form that are HTTP's, Kubernetes' or of fields. */
const notOurs = new Set(['Host', 'Expect', 'CONNECT', 'ErrImagePull'])

test('reasons and types of conditions are in the code', (t) => {
  const named = inCode.filter((code) => /^[A-Z]\w+$/.test(code) && !notOurs.has(code))
  t.deepEqual(
    named.filter((name) => !literals.has(name)),
    [],
  )
  t.true(named.length > 25)
})

test('flags of the access log and reasons of refusals are in the code', (t) => {
  const known = { ...accessFlags, ...streamFlags, ...refusedReasons }
  t.deepEqual(
    [...flagsInTables()].filter((flag) => !Object.hasOwn(known, flag)),
    [],
  )
})

test('each answer of the gateway that is an error is there, by its flag and status', async (t) => {
  const answers =
    (await read('src/proxy/request/answer/local-answers.ts')) +
    (await read('src/proxy/request/answer/upstream-failures.ts'))
  const entries = [...answers.matchAll(/status: (\d{3}),\s+flag: '([\w-]+)'/g)]
  t.true(entries.length > 15)
  t.deepEqual(missing(entries.map(([, status, flag]) => [status!, flag!])), [])
})

test('each refusal before routing is there, by its reason and status', (t) => {
  const entries = Object.entries(refusals).map(
    ([reason, [status]]) => [`${status}`, reason] as const,
  )
  t.deepEqual(missing(entries), [])
})

const noProblem = new Set([
  'redirected',
  'preflight',
  'upgraded',
  'upgrade-ignored',
  'failed-over',
  'retried',
])

test('each flag of requests and streams that is a problem is there', (t) => {
  const named = new Set(inCode)
  t.deepEqual(
    Object.keys({ ...accessFlags, ...streamFlags }).filter(
      (flag) => !noProblem.has(flag) && !named.has(flag),
    ),
    [],
  )
})

function missing(entries: readonly (readonly [status: string, name: string])[]): string[] {
  return entries
    .filter(
      ([status, name]) => !inCode.includes(name) || !new RegExp(`\\b${status}\\b`).test(prose),
    )
    .map((entry) => entry.join(' '))
}

/** What stands in the first column of tables of flags and reasons, in lower case. */
function flagsInTables(): ReadonlySet<string> {
  const tables = [...prose.matchAll(/^\| (?:flag|reason)[^\n]*\n((?:\|[^\n]*\n)+)/gm)]
  const firstCells = tables.flatMap(([, rows = '']) =>
    rows.split('\n').map((row) => row.split('|')[1] ?? ''),
  )
  const names = firstCells.join(' ').matchAll(/`([a-z][a-z0-9-]*)`/g)
  return new Set(Iterator.from(names).map((match) => match[1]!))
}

/** The real commands and flags; none of them does anything. */
function inertProgram(): Command {
  const nowhere = new PassThrough()
  const program = createProgram({ out: nowhere, errors: nowhere, exit: () => {} })
  for (const command of program.commands) command.action(() => {})
  return program
}

async function literalsOf(pattern: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for await (const path of glob(pattern, { cwd: root })) {
    if (path.endsWith('.test.ts')) continue
    for (const [, literal] of (await read(path)).matchAll(/'([A-Z]\w+)'/g)) found.add(literal!)
  }
  return found
}
