import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { commands, program } from './command-line.ts'
import { root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/command-line.md'), 'utf8')
const code = await sources('src')

test('every command and every flag is on the page', (t) => {
  t.true(commands.length >= 7)
  for (const { long } of program.options) t.true(page.includes(`\`rauta ${long}\``), long)
  for (const command of commands) {
    t.true(page.includes(`### rauta ${command.name()}\n`), command.name())
    for (const { flags } of command.options) t.true(page.includes(`| \`${flags}\` |`), flags)
  }
})

test('every environment variable that the code reads is on the page, and no other', (t) => {
  const reads = /\benv\??(?:\.|\[')([A-Z][A-Z_]+)|\.env\('(\w+)'\)|named\('[^']+', '(\w+)'/g
  const read = code.flatMap(({ text }) =>
    [...text.matchAll(reads)].map((match) => match[1] ?? match[2] ?? match[3]!),
  )
  // Read by Node.js and by @kubernetes/client-node.
  const wanted = new Set([...read, 'NODE_OPTIONS', 'KUBECONFIG'])
  const listed = section('Environment variables').matchAll(/^\| `([A-Z_]+)` \|/gm)
  t.deepEqual(
    [...listed].map((match) => match[1]),
    [...wanted].toSorted(),
  )
})

test('every exit code that the code sets is on the page', (t) => {
  const sets = /(?:\bexit\(|exitCode = |exitCode \|\|= |\bcode: |exit\([^)]*\? )(\d+)(?: : (\d+))?/g
  const cli = code.filter(({ path }) => path.startsWith('src/cli/') || path === 'src/main.js')
  const set = cli.flatMap(({ text }) =>
    [...text.matchAll(sets)].flatMap((match) => [match[1]!, match[2] ?? match[1]!]),
  )
  t.true(set.includes('2'))
  for (const exitCode of new Set(set))
    t.regex(section('Exit codes'), new RegExp(`^\\| \`${exitCode}\\b`, 'm'), exitCode)
})

test('what its exit codes mean is told of every command that has some', (t) => {
  for (const name of ['serve', 'run', 'check', 'explain', 'status'])
    t.regex(section('Exit codes'), new RegExp(`^\\| \`rauta ${name}\` \\| 0 .*1 .*2 `, 'm'), name)
})

function section(title: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
}
