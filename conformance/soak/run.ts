// `make soak`: workers are killed at random, then everything changes, under load all the time. By default two
// minutes at most for each; ARGS='--seconds 600 --requests 1000000 --workers 2'. With `taskset -c 0` and
// `--workers auto` there is one worker and a spare one. The last line is `N passed, N failed`.
import { parseArgs } from 'node:util'
import { quantile } from '../../bench/median.ts'
import { httpBackend } from '../../src/testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule } from '../../src/testing/proxy/gateway.ts'
import { workerCount } from '../../src/workers/worker-count.ts'
import { startWorkers } from '../../src/testing/workers/worker-plane.ts'
import { changeEverything } from './changes.ts'
import { killWorkers } from './kills.ts'
import { startServingProgram } from './serving-program.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    requests: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '120' },
    workers: { type: 'string', default: '2' },
  },
})
const asked = values.workers === 'auto' ? 'auto' : Number(values.workers)
const { count, hasSpare } = workerCount(asked)
const seconds = Number(values.seconds)
/** How long a new connection may take where a worker was killed. */
const backWithinMs = 100

const checks: { readonly isGood: boolean; readonly sentence: string }[] = []
function check(isGood: boolean, sentence: string): void {
  checks.push({ isGood, sentence })
  console.log(`${isGood ? '✔' : '✘'} ${sentence}`)
}

if (values.only === undefined || values.only === 'kills') await kills()
if (values.only === undefined || values.only === 'changes') await changes()
const failed = checks.filter(({ isGood }) => !isGood).length
console.log(`${checks.length - failed} passed, ${failed} failed`)
process.exitCode = checks.length > 0 && failed === 0 ? 0 : 1

async function kills(): Promise<void> {
  await using program = await startServingProgram(asked, count)
  const told = await killWorkers(program, { seconds: Math.min(seconds, 60), count })
  const back = medianAndMost(told.back)
  console.log(
    `${told.kills} kills of one of ${count} workers, ${told.answered} requests answered, ` +
      `${told.cut} cut with their worker`,
  )
  console.log(
    `slowest request on a new connection, before a kill: ${medianAndMost(told.before).text}`,
  )
  console.log(`and from a kill on: ${back.text}`)
  console.log(`until all workers serve again: ${medianAndMost(told.complete).text}`)
  check(told.kills > 0 && told.others.length === 0, `${told.others.length} of others failed`)
  // With one worker and no spare one, new connections wait until the next one has started.
  if (count > 1 || hasSpare)
    check(
      back.most <= backWithinMs,
      `new connections are answered in ${backWithinMs} ms, each time`,
    )
}

async function changes(): Promise<void> {
  await using run = await start()
  const told = await changeEverything(run.workers, {
    endpoints: [run.endpoints[0]!, run.endpoints[1]!],
    requests: Number(values.requests),
    seconds,
  })
  const { plain, secure } = told.answered
  console.log(
    `${plain} requests answered in the clear and ${secure} over TLS in ${told.seconds} s, beside ` +
      `${told.changes} changes of routes and endpoints, ${told.certificates} of certificates, ` +
      `${told.replaced} workers replaced`,
  )
  for (const failure of told.failed.slice(0, 5)) console.log(failure)
  check(told.failed.length === 0, `${told.failed.length} requests failed`)
  const errors = run.workers.logged.filter(({ level }) => level === 'error')
  for (const error of errors.slice(0, 5)) console.log(error)
  check(errors.length === 0, `${errors.length} errors were logged`)
  check(told.replaced > 0, `${told.replaced} workers were replaced`)
}

async function start() {
  const ends = new AsyncDisposableStack()
  const backends = await Promise.all(
    [1, 2].map(() => httpBackend('http1', (_, response) => response.end('hello'))),
  )
  for (const backend of backends) ends.defer(() => backend.close())
  const endpoints = backends.map(({ endpoint }) => endpoint)
  const snapshot = snapshotOfRule({}, { shop: endpoints })
  const teardown = { teardown: (end: () => void | Promise<void>) => ends.defer(end) }
  const workers = await startWorkers(teardown, snapshot, { count, accessLog: 'off' })
  return { workers, endpoints, [Symbol.asyncDispose]: () => ends.disposeAsync() }
}

function medianAndMost(sorted: readonly number[]): {
  readonly most: number
  readonly text: string
} {
  const all = Float64Array.from(sorted)
  const [median, most] = [quantile(all, 0.5), quantile(all, 1)]
  return { most, text: `${Math.round(median)} ms median, ${Math.round(most)} ms most` }
}
