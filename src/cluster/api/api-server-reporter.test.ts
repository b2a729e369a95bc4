import test from 'ava'
import { createApiClient } from './api-client.ts'
import { apiError, isUnanswered, unanswered } from './api-error.ts'
import { createApiServerReporter } from './api-server-reporter.ts'
import { createFailingWrites } from './failing-writes.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const gone = () => unanswered(new Error('nobody'))
const refused = (code: number) => apiError(status(code), { status: code })

test('whoever waits, it is one line, and one when none does any more', (t) => {
  const log = keptLog()
  const { tells, answers, isGone } = createApiServerReporter(log)
  for (const who of ['a', 'b', 'a', 'c']) t.true(tells(who, gone()))
  answers('a')
  answers('c')
  t.true(isGone())
  answers('b')
  answers('b')
  t.false(isGone())
  t.deepEqual(
    log.lines.map(({ level, message }) => `${level} ${message}`),
    [
      'warn The API server does not answer; Rauta keeps the last known state of the cluster',
      'info The API server answers again',
    ],
  )
})

test('what the API server itself says is told by whoever asked', (t) => {
  const log = keptLog()
  const { tells, isGone } = createApiServerReporter(log)
  for (const error of [refused(403), refused(422), new TypeError('a bug')])
    t.false(tells('a', error))
  t.false(isGone())
  t.deepEqual(log.lines, [])
})

for (const code of [401, 429, 500, 503])
  test(`where it refuses everybody with ${code}, it is one line for each reason, and one when it is over`, (t) => {
    const log = keptLog()
    const { tells, answers, isGone } = createApiServerReporter(log)
    for (const who of ['a', 'b', 'a', 'c']) t.true(tells(who, refused(code)))
    t.true(tells('c', apiError({ message: 'the webhook of c' }, { status: 500 })))
    t.true(tells('a', refused(code)))
    // Writes have lines of their own.
    t.false(isGone())
    for (const who of ['a', 'b', 'c']) answers(who)
    const { message } = refused(code)
    t.deepEqual(
      log.lines.map((line) => [line.message, (line.fields as { error?: Error }).error?.message]),
      [
        [
          'The API server refuses requests; Rauta keeps the last known state of the cluster',
          message,
        ],
        [
          'The API server refuses requests; Rauta keeps the last known state of the cluster',
          'the webhook of c',
        ],
        ['The API server answers again', undefined],
      ],
    )
  })

test('a reason that is another each time is not told for ever', (t) => {
  const log = keptLog()
  const { tells } = createApiServerReporter(log)
  for (let number = 0; number < 100; number++)
    tells('a', apiError({ message: `request ${number}` }, { status: 500 }))
  t.is(log.lines.length, 5)
})

test('what it refuses right after its return is not told, what it goes on to refuse is', (t) => {
  const soon = createApiServerReporter(keptLog())
  soon.tells('a', gone())
  t.true(soon.tells('a', refused(403)))
  const log = keptLog()
  const late = createApiServerReporter(log, 0)
  late.tells('a', gone())
  t.false(late.tells('a', refused(403)))
  t.is(log.lines.length, 2)
})

test('a write that fails since the API server is gone has no line of its own, be it the first to fail', (t) => {
  const log = keptLog()
  const apiServer = createApiServerReporter(log)
  const writes = createFailingWrites(log, {
    apiServer,
    texts: { isForbidden: '', isFailing: '', works: '' },
  })
  writes.failed('status', gone())
  t.is(log.lines.length, 0)
  apiServer.tells('a', gone())
  writes.failed('status', gone())
  writes.works('status')
  t.is(log.lines.length, 1)
  writes.failed('status', refused(403))
  t.is(log.lines.length, 1)
  apiServer.answers('a')
  writes.failed('status', refused(403))
  t.deepEqual(
    log.lines.map(({ level }) => level),
    ['warn', 'info', 'error'],
  )
})

test('unanswered is what nobody takes, what breaks, what lasts too long, and what a proxy says', async (t) => {
  const server = await TestApiServer.start(t)
  const api = createApiClient(server.kubeConfig())
  t.teardown(() => api.close())
  const errorOf = (timeoutMs = 2000) =>
    t.throwsAsync(api.send({ path: '/api/v1/services', timeoutMs })) as Promise<Error>
  server.fault = (_asked, response) => {
    answer(response, 503, status(503))
    return true
  }
  t.false(isUnanswered(await errorOf()))
  server.fault = (_asked, response) => {
    response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>No server is available')
    return true
  }
  t.true(isUnanswered(await errorOf()))
  server.fault = () => true
  t.true(isUnanswered(await errorOf(20)))
  server.fault = (_asked, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{')
    response.destroy()
    return true
  }
  t.true(isUnanswered(await errorOf()))
  await server.stop()
  t.true(isUnanswered(await errorOf()))
})

test('a server whose certificate is of another authority did not answer', async (t) => {
  const server = await TestApiServer.start(t)
  const other = await TestApiServer.start(t)
  const wrong = other.kubeConfig()
  const cluster = server.kubeConfig().getCurrentCluster()
  wrong.loadFromClusterAndUser(
    { ...wrong.getCurrentCluster()!, server: cluster!.server },
    { name: 'test' },
  )
  const api = createApiClient(wrong)
  t.teardown(() => api.close())
  t.true(isUnanswered(await t.throwsAsync(api.send({ path: '/api/v1/services' }))))
})
