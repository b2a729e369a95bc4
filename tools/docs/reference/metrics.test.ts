import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { createMetrics } from '../../../src/observe/metrics/metrics.ts'
import { refusals } from '../../../src/proxy/sockets/refusal.ts'
import { families } from './metrics.ts'
import { refusedReasons } from './refused-reasons.ts'
import { matchesIn, root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/metrics.md'), 'utf8')

test('every family of the registry is on the page with its labels', async (t) => {
  const listed = await families()
  const named = Array.from(
    (await createMetrics().text()).matchAll(/^# HELP (\S+)/gm),
    ([, name]) => name,
  )
  t.true(named.length > 30)
  t.deepEqual(
    listed.map(({ name }) => name),
    named,
  )
  for (const { name, labels } of listed) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? ''
    for (const label of labels) t.true(row.includes(`\`${label}\``), `${name} ${label}`)
    t.true(row !== '', name)
  }
})

test('every family was told of something, so that its labels are known', async (t) => {
  const text = page.split('\n')
  for (const { name, labels } of await families()) {
    const isBare = /^rauta_(snapshot_|log_lines_|workers$)/.test(name)
    t.is(labels.length === 0, isBare, name)
    for (const label of labels)
      t.true(
        text.some((line) => line.startsWith(`| \`${label}\` |`)),
        label,
      )
  }
})

test('every reason that the proxy refuses for is on the page, and no other', async (t) => {
  const code = await sources('src/proxy')
  const calls = matchesIn(
    code,
    /(?:onRefused|protocolError|tooMuch|onLimit|#refuse)\([^()]*?'([a-z0-9-]+)'(?: : '([a-z-]+)')?/g,
  )
  const frames = matchesIn(
    code.filter(({ path }) => /\/(?:frame|tls-termination)\.ts$/.test(path)),
    /\breason(?:: | = )'([a-z-]+)'/g,
  )
  const rates = matchesIn(
    code.filter(({ path }) => path.endsWith('/frame-rates.ts')),
    /^ {2}\w+: '([a-z-]+)',$/gm,
  )
  // Datagrams that begin no session: what #open of datagram-socket.ts may return.
  const ofDatagrams = matchesIn(
    code.filter(({ path }) =>
      /\/(?:datagram-socket|unwelcome-client|session-endpoint|route-stream)\.ts$/.test(path),
    ),
    /(?:return|readonly type:|\?) '([a-z]+-[a-z-]+|loop|draining)'(?: : '([a-z-]+)')?/g,
  )
  const reasons = [
    ...Object.keys(refusals),
    ...[...calls, ...frames, ...ofDatagrams].flatMap(([, one = '', other = one]) => [one, other]),
    ...rates.map(([, name]) => `too-many-${name}`),
  ]
  t.deepEqual([...new Set(reasons)].toSorted(), Object.keys(refusedReasons).toSorted())
  for (const reason of reasons) t.true(page.includes(`| \`${reason}\` |`), reason)
})
