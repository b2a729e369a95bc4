import test, { type ExecutionContext } from 'ava'
import type { BindReport } from '../../snapshot/bind-report.ts'
import { createProxyReports, type ProxyReports, publishedAddresses } from './proxy-reports.ts'
import { usualTimes } from '../api/follow-kind.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { listener, snapshotOfListeners } from '../../testing/cluster/listeners.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const times = {
  renewMs: 100,
  durationSeconds: 1,
  silenceMs: 500,
  follow: { ...usualTimes, backOff: { firstMs: 20, mostMs: 100 } },
}
const leases = '/apis/coordination.k8s.io/v1/leases'
const http = 'gateway/ns/web/listener/http'
const bound = { isBound: true } as const
const snapshot = snapshotOfListeners([listener('web/http')])
const report: BindReport = { [http]: bound }
const taken: BindReport = { [http]: { isBound: false, problem: 'Port 80 is taken' } }

function proxy(t: ExecutionContext, server: TestApiServer, id: string) {
  const log = keptLog()
  let changes = 0
  const reports = createProxyReports({
    api: server.client({ token: id }),
    namespace: 'rauta-system',
    install: 'rauta',
    self: {
      podName: `pod-${id}`,
      podUid: `uid-${id}`,
      node: `node-${id}`,
      addresses: [`192.0.2.${id}`],
    },
    log,
    onChange: () => void changes++,
    times,
  })
  t.teardown(() => reports.close())
  return { reports, log, changes: () => changes }
}

const nodes = (reports: ProxyReports) => reports.proxies().map(({ node }) => node)

const leaseOf = (server: TestApiServer, id: string) =>
  server.get(leases, `rauta-proxy-pod-${id}`, 'rauta-system')

/** As where a process hangs or its node is cut off: its requests fail, those of others do not. */
const cutOff = (server: TestApiServer, id: string) => {
  server.fault = ({ authorization }, response) => {
    if (authorization !== `Bearer ${id}`) return false
    answer(response, 503, status(503))
    return true
  }
}

test('a proxy that published has a Lease, which says all', async (t) => {
  const server = await TestApiServer.start(t)
  const { reports } = proxy(t, server, '1')
  await reports.listed()
  t.deepEqual(reports.addresses(), [])
  t.is(leaseOf(server, '1'), undefined)
  reports.publish(snapshot, report)
  t.deepEqual(reports.addresses(), ['192.0.2.1'])
  await eventually(() => leaseOf(server, '1') !== undefined)
  const { metadata, spec } = leaseOf(server, '1')!
  t.like(metadata, {
    labels: { 'rauta.dev/install': 'rauta', 'rauta.dev/role': 'proxy' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'pod-1', uid: 'uid-1' }],
    annotations: {
      'rauta.dev/node': 'node-1',
      'rauta.dev/addresses': '192.0.2.1',
      'rauta.dev/not-bound': '{}',
    },
  })
  t.like(spec, { holderIdentity: 'pod-1', leaseDurationSeconds: 1 })
})

test('a Lease is renewed, and its annotations are sent only when they differ', async (t) => {
  const server = await TestApiServer.start(t)
  const { reports } = proxy(t, server, '1')
  reports.publish(snapshot, report)
  const renewTime = () => (leaseOf(server, '1')?.['spec'] as { renewTime?: string })?.renewTime
  await eventually(() => renewTime() !== undefined)
  const [before, first] = [leaseOf(server, '1'), renewTime()]
  reports.publish({ ...snapshot }, report)
  await eventually(() => renewTime() !== first)
  t.deepEqual(leaseOf(server, '1')?.metadata['annotations'], before?.metadata['annotations'])
  reports.publish(snapshot, taken)
  await eventually(() => {
    const annotations = leaseOf(server, '1')?.metadata['annotations'] as Record<string, string>
    return annotations['rauta.dev/not-bound'] === `{"${http}":"Port 80 is taken"}`
  })
})

test('a listener is bound when every node says so', async (t) => {
  const server = await TestApiServer.start(t)
  const [a, b] = [proxy(t, server, '1'), proxy(t, server, '2')]
  await a.reports.listed()
  a.reports.publish(snapshot, report)
  b.reports.publish(snapshotOfListeners([]), {})
  const problem = () => {
    const result = a.reports.merge(report, snapshot)[http]
    return result?.isBound === false ? result.problem : 'none'
  }
  await eventually(() => nodes(a.reports).length === 2)
  t.is(problem(), 'node node-2 does not have this configuration yet')
  b.reports.publish(snapshot, taken)
  await eventually(() => problem() === 'on node node-2: Port 80 is taken')
  const before = a.changes()
  b.reports.publish(snapshot, report)
  await eventually(() => problem() === 'none')
  await eventually(() => a.changes() > before)
})

test('addresses are those of all nodes, and the same array while they are equal', async (t) => {
  const server = await TestApiServer.start(t)
  const [a, b] = [proxy(t, server, '1'), proxy(t, server, '2')]
  a.reports.publish(snapshot, report)
  b.reports.publish(snapshot, report)
  await eventually(() => a.reports.addresses().length === 2)
  const addresses = a.reports.addresses()
  t.deepEqual(addresses, ['192.0.2.1', '192.0.2.2'])
  b.reports.publish(snapshot, taken)
  await eventually(() => Object.keys(a.reports.proxies()[1]?.notBound ?? {}).length === 1)
  t.is(a.reports.addresses(), addresses)
})

test('a proxy that ends is gone at once', async (t) => {
  const server = await TestApiServer.start(t)
  const [a, b] = [proxy(t, server, '1'), proxy(t, server, '2')]
  a.reports.publish(snapshot, report)
  b.reports.publish(snapshot, report)
  await eventually(() => nodes(a.reports).length === 2)
  await b.reports.close()
  t.is(leaseOf(server, '2'), undefined)
  await eventually(() => nodes(a.reports).length === 1, { timeoutMs: 500 })
  t.deepEqual(a.reports.addresses(), ['192.0.2.1'])
})

test('a proxy that no longer renews is told as gone when its time is over', async (t) => {
  const server = await TestApiServer.start(t)
  const [a, b] = [proxy(t, server, '1'), proxy(t, server, '2')]
  a.reports.publish(snapshot, report)
  b.reports.publish(snapshot, report)
  await eventually(() => nodes(a.reports).length === 2)
  const told = 'The API server refuses requests; Rauta keeps the last known state of the cluster'
  const again = 'The API server answers again'
  const toldNow = () => b.log.lines.map(({ message }) => message)
  // On a busy machine a first try may have come too late.
  await eventually(() => toldNow().findLast((line) => [told, again].includes(line)) !== told)
  const before = { changes: a.changes(), told: toldNow().filter((line) => line === told).length }
  cutOff(server, '2')
  await eventually(() => a.changes() > before.changes)
  t.deepEqual(nodes(a.reports), ['node-1'])
  t.not(leaseOf(server, '2'), undefined)
  t.is(toldNow().filter((line) => line === told).length, before.told + 1)
  server.fault = () => false
  await eventually(() => nodes(a.reports).length === 2)
})

test('while the API server is gone nobody is, and when it is back neither', async (t) => {
  const server = await TestApiServer.start(t)
  const [a, b] = [proxy(t, server, '1'), proxy(t, server, '2')]
  a.reports.publish(snapshot, report)
  b.reports.publish(snapshot, report)
  await eventually(() => nodes(a.reports).length === 2 && nodes(b.reports).length === 2)
  const before = a.changes()
  const tries = () => server.asked.filter(({ method }) => method === 'PATCH').length
  server.fault = (_asked, response) => {
    answer(response, 503, status(503))
    return true
  }
  server.endWatches('reset')
  const gone = tries()
  // Two proxies, each at most 100 ms between tries: for longer than a Lease's second.
  await eventually(() => tries() > gone + 40)
  t.is(nodes(a.reports).length, 2)
  server.fault = () => false
  const back = tries()
  await eventually(() => tries() > back + 40)
  t.is(nodes(a.reports).length, 2)
  t.is(a.changes(), before)
})

test('a Lease that somebody deleted is made again', async (t) => {
  const server = await TestApiServer.start(t)
  const { reports } = proxy(t, server, '1')
  reports.publish(snapshot, report)
  await eventually(() => leaseOf(server, '1') !== undefined)
  server.delete(leases, 'rauta-proxy-pod-1', 'rauta-system')
  await eventually(() => leaseOf(server, '1') !== undefined)
  t.truthy(leaseOf(server, '1')?.metadata['labels'])
})

test('a Lease of an earlier life is taken over, whatever it says', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(leases, {
    metadata: {
      name: 'rauta-proxy-pod-1',
      namespace: 'rauta-system',
      annotations: { 'rauta.dev/live': '{"ns/old":"00000000"}' },
    },
    spec: { holderIdentity: 'pod-1', leaseDurationSeconds: 1 },
  })
  const { reports } = proxy(t, server, '1')
  reports.publish(snapshotOfListeners([]), {})
  await eventually(() => leaseOf(server, '1')?.metadata['labels'] !== undefined)
  t.like(leaseOf(server, '1')?.metadata, { annotations: { 'rauta.dev/live': '{}' } })
})

test('other installs and other Leases of the namespace do not count', async (t) => {
  const server = await TestApiServer.start(t)
  const lease = (name: string, labels: object) =>
    server.put(leases, {
      metadata: { name, namespace: 'rauta-system', labels },
      spec: { holderIdentity: name, leaseDurationSeconds: 3600 },
    })
  lease('rauta-leader', {})
  lease('other-proxy-x', { 'rauta.dev/install': 'other', 'rauta.dev/role': 'proxy' })
  lease('rauta-proxy-x', { 'rauta.dev/install': 'rauta', 'rauta.dev/role': 'proxy' })
  const { reports } = proxy(t, server, '1')
  await reports.listed()
  t.deepEqual(nodes(reports), ['rauta-proxy-x'])
})

test('before the others are known nothing is bound', async (t) => {
  const server = await TestApiServer.start(t)
  server.fault = (_asked, response) => {
    answer(response, 503, status(503))
    return true
  }
  const { reports, changes } = proxy(t, server, '1')
  reports.publish(snapshot, report)
  t.false(reports.merge(report, snapshot)[http]?.isBound)
  await eventually(() => changes() === 1)
  server.fault = () => false
  await reports.listed()
  t.deepEqual(reports.merge(report, snapshot), report)
  await eventually(() => changes() === 2)
})

test('who ends without the API server ends all the same', async (t) => {
  const server = await TestApiServer.start(t)
  const { reports } = proxy(t, server, '1')
  reports.publish(snapshot, report)
  await eventually(() => leaseOf(server, '1') !== undefined)
  await server.stop()
  await reports.close()
  t.pass()
})

test('too many Gateways are told in the log, once', async (t) => {
  const server = await TestApiServer.start(t)
  const { reports, log } = proxy(t, server, '1')
  const many = snapshotOfListeners(
    Array.from({ length: 3000 }, (_, at) => listener(`${'long-name-'.repeat(6)}${at}/http`)),
  )
  reports.publish(many, {})
  reports.publish(many, {})
  const errors = log.lines.filter(({ level }) => level === 'error')
  t.is(errors.length, 1)
  const live = Object.keys(reports.proxies()[0]?.live ?? {}).length
  t.like(errors[0]?.fields, { count: 3000 - live })
})

const reported = (node: string, ...addresses: string[]) => ({
  name: `pod-${node}`,
  node,
  addresses,
  live: {},
  notBound: {},
})

test('addresses come by node, each as it names them', (t) => {
  const proxies = [reported('a', '192.0.2.9', '2001:db8::9'), reported('b', '192.0.2.1')]
  t.deepEqual(publishedAddresses(proxies), ['192.0.2.9', '2001:db8::9', '192.0.2.1'])
})

test('an address is published once', (t) => {
  t.deepEqual(publishedAddresses([reported('a', '192.0.2.1'), reported('b', '192.0.2.1')]), [
    '192.0.2.1',
  ])
})

test('at most 16 addresses are published', (t) => {
  const proxies = Array.from({ length: 20 }, (_, at) => reported(`node-${at}`, `192.0.2.${at}`))
  t.deepEqual(
    publishedAddresses(proxies),
    proxies.slice(0, 16).flatMap(({ addresses }) => addresses),
  )
})
