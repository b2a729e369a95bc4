// What `rauta run` says before there is a cluster; with one: run.apiserver.test.ts.
import { hostname } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { eventually } from '../../testing/eventually.ts'
import { TestApiServer } from '../../testing/cluster/api-server.ts'
import { kinds } from '../../resources/resource-set.ts'
import { podIdentity } from '../../gateway/pod-identity.ts'
import { manifestFolder } from '../../testing/cli/manifests.ts'
import { runProgram, startProgram } from '../../testing/cli/program.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

const refusals: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
  ['no mode', [], /required option '--addresses <mode>' not specified; see `rauta run --help`/],
  ['an unknown mode', ['--addresses', 'nodes'], /Allowed choices are host, pool, service/],
  [
    'mode pool without a range',
    ['--addresses', 'pool'],
    /give --pool-range CIDR, or set POOL_RANGE/,
  ],
  [
    'a range in another mode',
    ['--addresses', 'host', '--pool-range', '192.0.2.0/24'],
    /needs --addresses pool, not host/,
  ],
  [
    'a range that is none',
    ['--addresses', 'pool', '--pool-range', '192.0.2.0'],
    /Give a range of IPv4 addresses as ADDRESS\/LENGTH/,
  ],
  [
    'a range of IPv6',
    ['--addresses', 'pool', '--pool-range', 'fd00::/64'],
    /Give a range of IPv4 addresses as/,
  ],
  [
    'addresses that are none',
    ['--addresses', 'host', '--node-addresses', '10.0.0.5,node-1'],
    /Give IP addresses, for example 10\.0\.0\.5,fd00::5/,
  ],
  [
    'a kubeconfig that is not there',
    ['--addresses', 'host', '--kubeconfig', '/nowhere/config'],
    /The kubeconfig cannot be read \(.*\/nowhere\/config.*\): give another/,
  ],
]

const configOf = (server: string, context = 'a') =>
  JSON.stringify({
    clusters: [{ name: 'a', cluster: { server } }],
    users: [{ name: 'a', user: {} }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'current-context': context,
  })
const nowhere = configOf('https://127.0.0.1:1')

test('a kubeconfig with no current context, or without TLS, is one sentence', async (t) => {
  const { folder, write } = await manifestFolder(t, {})
  await write('none', configOf('https://127.0.0.1:1', ''))
  await write('plain', configOf('http://127.0.0.1:1'))
  for (const [file, says] of [
    ['none', /^rauta: The kubeconfig has no current context: choose one \(kubectl .*\)\.\n$/],
    [
      'plain',
      /^rauta: The API server's address in the kubeconfig is http:.* begins with https:\.\n$/,
    ],
  ] as const) {
    const flags = ['--observe', '--addresses', 'host', '--admin', '127.0.0.1:0']
    const ran = await runProgram(t, ['run', ...flags, '--kubeconfig', join(folder, file)])
    t.is(ran.code, 2)
    t.regex(ran.errors, says)
  }
})

test('a process in no pod that was not told which it is to be does not join', async (t) => {
  const { folder, write } = await manifestFolder(t, {})
  await write('config', nowhere)
  const flags = ['--addresses', 'host', '--health', '127.0.0.1:0', '--admin', '127.0.0.1:0']
  const { code, errors } = await runProgram(t, [
    'run',
    ...flags,
    '--kubeconfig',
    join(folder, 'config'),
  ])
  t.is(code, 2)
  t.regex(
    errors,
    /^rauta: This process is not in a pod of the cluster: give --observe .* or --pod-name NAME to join the serving pods\.\n$/,
  )
})

test('who is in a pod is called as the host is, and who was told its name as it was told', (t) => {
  t.is(podIdentity({}, true).name, hostname())
  t.is(podIdentity({ podName: 'rauta-1' }, false).name, 'rauta-1')
  t.is(podIdentity({ podName: '', nodeName: '' }, true).name, hostname())
  t.is(podIdentity({ podName: 'rauta-1', kubeconfig: 'config' }, true).name, 'rauta-1')
})

test('an empty name is none, and who has a kubeconfig in a pod may be of another cluster', (t) => {
  for (const given of [{}, { podName: '' }])
    t.throws(() => podIdentity(given, false), { instanceOf: UsageError })
  t.throws(() => podIdentity({ kubeconfig: 'config' }, true), { instanceOf: UsageError })
})

test('no example of the help joins from a laptop', async (t) => {
  const { out } = await runProgram(t, ['run', '--help'])
  const examples = out.split('\n').filter((line) => line.startsWith('  rauta run '))
  t.is(examples.length, 3)
  for (const line of examples) t.true(/ in a pod|--observe/.test(line), line)
})

for (const [what, args, says] of refusals)
  test(`${what} is one sentence, and 2`, async (t) => {
    const { code, errors } = await runProgram(t, ['run', ...args])
    t.is(code, 2)
    t.regex(errors, says)
    t.is(errors.trimEnd().split('\n').length, 1)
  })

test('without an API server it lives, is not ready, and ends when asked', async (t) => {
  const { folder, write } = await manifestFolder(t, {})
  await write('config', nowhere)
  const flags =
    'run --addresses host --pod-name rauta-1 --health 127.0.0.1:0 --admin 127.0.0.1:0 --drain-delay 0s --kubeconfig'
  const program = startProgram(t, [...flags.split(' '), join(folder, 'config')])
  const out = await program.printed(/Rauta started[^]*The API server does not answer/)
  const health = /"health":"([^"]+)"/.exec(out)?.[1]
  t.is((await fetch(`http://${health}/livez`)).status, 200)
  const ready = await fetch(`http://${health}/readyz`)
  t.is(ready.status, 503)
  t.regex(await ready.text(), /first configuration is not live yet/)
  program.child.kill('SIGTERM')
  t.is(await program.ended(), 0)
  t.is(program.out().match(/"level":"(warn|error)"/g)?.length, 1)
})

test('an API server that goes and comes back is two lines of the whole program', async (t) => {
  const api = await TestApiServer.start(t)
  api.put('/apis/gateway.networking.k8s.io/v1/gatewayclasses', {
    metadata: { name: 'rauta' },
    spec: { controllerName: 'rauta.dev/gateway-controller' },
  })
  const { folder, write } = await manifestFolder(t, {})
  await write('config', api.kubeConfig().exportConfig())
  const flags =
    'run --addresses host --workers 1 --pod-name rauta-1 --health 127.0.0.1:0 --admin 127.0.0.1:0 --drain-delay 0s --kubeconfig'
  const program = startProgram(t, [...flags.split(' '), join(folder, 'config')])
  await program.printed(/"Leadership acquired; this process writes the statuses"/)
  await program.printed(/"A worker process serves traffic"/)
  await eventually(() => api.watchers === kinds.length + 1)
  const before = program.out().length
  await api.stop()
  await program.printed(/"The API server does not answer/)
  await api.listen()
  await program.printed(/"The API server answers again"/)
  // Of a watch that broke nobody waits who did not ask in between.
  await eventually(() => api.watchers === kinds.length + 1)
  const since = program.out().slice(before).trimEnd().split('\n')
  const said = since
    .map((line) => JSON.parse(line))
    .map(({ level, message }) => `${level} ${message}`)
  t.deepEqual(
    // Where it lasts, another one may lead by then.
    said.filter((line) => !line.includes('Leadership')),
    [
      'warn The API server does not answer; Rauta keeps the last known state of the cluster',
      'info The API server answers again',
    ],
  )
  program.child.kill('SIGTERM')
  t.is(await program.ended(), 0)
})
