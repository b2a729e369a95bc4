// What an error of the command line asks for is done, and the command is right.
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import * as parsers from './option-parsers.ts'
import { runCli } from '../run-cli.ts'
import { gatewayManifest, manifestFolder } from '../../testing/cli/manifests.ts'
import {
  admin,
  another,
  kubeConfig,
  manifests,
  nobody,
  usageAdvice,
  usageTextsWithoutRow,
} from '../../testing/advice/usage-advice.ts'

for (const { says, args, follow, next } of usageAdvice)
  test(`what it says is followed: ${args.join(' ')}: ${says}`, async (t) => {
    const places = await placesFor(t)
    const before = await ranWith(args, places)
    t.is(before.code, 2)
    t.true(before.errors.includes(says), before.errors)
    t.true(follow.length > 0)
    for (const better of follow) {
      const { code, errors } = await ranWith(better, places)
      t.true(next === undefined ? code < 2 && errors === '' : errors.includes(next), errors)
    }
  })

for (const [name, parse] of Object.entries(parsers)) {
  if (!name.endsWith('Option') || name === 'socketOption') continue
  test(`${name} takes what its error gives as examples`, (t) => {
    const takes = parse as (written: string) => unknown
    const { message } = t.throws(() => takes(':'))
    const examples = message
      .replace(/^Give .*(?:for example|number from) /, '')
      .replace(/\.$/, '')
      .split(/ or | to /)
    for (const example of examples) t.notThrows(() => takes(example), example)
  })
}

test('every error of the command line has its row, or a reason for none', async (t) => {
  const known = [...usageAdvice.map(({ says }) => says), ...Object.keys(usageTextsWithoutRow)]
  const src = join(import.meta.dirname, '../..')
  const errors = errorsIn(await readFile(join(src, 'cluster/api/kube-config.ts'), 'utf8'), 'Error')
  for (const room of ['cli', 'gateway'])
    for (const file of await readdir(join(src, room), { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      errors.push(...errorsIn(await readFile(join(src, room, file), 'utf8'), 'UsageError'))
    }
  t.true(errors.length >= new Set(known).size - 3)
  t.deepEqual(
    errors.filter((error) => !known.some((words) => error.includes(words))),
    [],
  )
  t.deepEqual(
    known.filter((words) => !errors.some((error) => error.includes(words))),
    [],
  )
})

/** What stands in each `new UsageError(…)` that has words of its own. */
function errorsIn(source: string, thrown: 'Error' | 'UsageError'): string[] {
  return [...source.matchAll(new RegExp(`new ${thrown}\\(`, 'g'))].flatMap(({ index }) => {
    const rest = source.slice(index)
    const texts = rest
      .slice(0, rest.search(/\n *\)\n|\)\n|\}\n/))
      .matchAll(/(['`"])((?:\\.|(?!\1)[^\\])+)\1/gs)
    return Array.from(texts, ([, , words = '']) => words.replaceAll(/\\([`'])/g, '$1')).filter(
      (words) => words.includes(' '),
    )
  })
}

type Places = Readonly<Record<string, string>>

async function placesFor(t: ExecutionContext): Promise<Places> {
  const { folder } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest.replace(/ {4}- name: https[\s\S]*$/, ''),
    config: kubeConfigOf('own', 'https://127.0.0.1:1'),
    'config-without-current': kubeConfigOf('', 'https://127.0.0.1:1'),
    'config-in-the-clear': kubeConfigOf('own', 'http://127.0.0.1:1'),
  })
  const empty = (...lists: readonly string[]) => Object.fromEntries(lists.map((list) => [list, []]))
  const objects = empty('gateways', 'routes', 'others', 'backends', 'certificates')
  const report = { ...objects, ...empty('unserved', 'mistakes', 'warnings', 'notes') }
  const explanation = empty('steps', 'backendRefs', 'near', 'objects', 'mistakes')
  const answers: Readonly<Record<string, object>> = {
    '/status': { kind: 'StatusReport', ...report },
    '/explain': { kind: 'Explanation', asked: '', outcome: { says: '' }, met: {}, ...explanation },
  }
  return {
    [manifests]: folder,
    [admin]: await answering(t, ({ url = '' }, response) => {
      response.end(JSON.stringify(answers[url.split('?')[0] ?? ''] ?? {}))
    }),
    [another]: await answering(t, (_, response) => {
      response.writeHead(404).end('no page')
    }),
    [kubeConfig.right]: join(folder, 'config'),
    [kubeConfig.withoutCurrent]: join(folder, 'config-without-current'),
    [kubeConfig.inTheClear]: join(folder, 'config-in-the-clear'),
    // Port 1 is for tcpmux, which nobody speaks.
    [nobody]: 'http://127.0.0.1:1',
  }
}

function kubeConfigOf(current: string, server: string): string {
  return `{contexts: [{name: own, context: {cluster: own, user: own}}], current-context: "${current}",
    users: [{name: own, user: {}}], clusters: [{name: own, cluster: {server: "${server}"}}]}`
}

async function answering(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  t.teardown(() => server.close())
  // The kind of address that a server on a port has.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function ranWith(args: readonly string[], places: Places) {
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const texts = Promise.all([text(out), text(errors)])
  const code = await runCli(
    args.map((arg) => places[arg] ?? arg),
    { out, errors },
  )
  out.end()
  errors.end()
  const [, errorText] = await texts
  return { code, errors: errorText }
}
