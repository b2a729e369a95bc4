import test from 'ava'
import { createProxyReports } from './proxy-reports.ts'
import { usualTimes } from '../api/follow-kind.ts'
import { eventually } from '../../testing/eventually.ts'
import { TestKubernetes } from '../../testing/cluster/kubernetes.ts'
import { listener, snapshotOfListeners } from '../../testing/cluster/listeners.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases'
const http = 'gateway/ns/web/listener/http'
const bound = { isBound: true } as const
const snapshot = snapshotOfListeners([listener('web/http')])
const report = { [http]: bound }

test.serial(
  'a real API server takes what proxies report: who ends is gone at once, who is killed in a while',
  async (t) => {
    const kubernetes = await TestKubernetes.start(t, { crds: false })
    t.teardown(() => kubernetes.stop())
    const api = kubernetes.client()
    const proxy = (id: string, more: { renewMs?: number } = {}) => {
      const log = keptLog()
      const reports = createProxyReports({
        api: kubernetes.client(),
        namespace: 'default',
        install: 'rauta',
        self: {
          podName: `pod-${id}`,
          podUid: `00000000-0000-0000-0000-00000000000${id}`,
          node: `node-${id}`,
          addresses: [`192.0.2.${id}`],
        },
        log,
        onChange: () => {},
        times: {
          renewMs: 500,
          durationSeconds: 3,
          silenceMs: 2000,
          follow: { ...usualTimes, backOff: { firstMs: 50, mostMs: 500 } },
          ...more,
        },
      })
      return { reports, log }
    }
    const a = proxy('1')
    t.teardown(() => a.reports.close())
    const b = proxy('2')
    // Killed: all that others see of it is that its Lease is not renewed.
    const killed = proxy('3', { renewMs: 3_600_000 })
    await a.reports.listed()
    a.reports.publish(snapshot, report)
    killed.reports.publish(snapshot, report)
    await eventually(() => a.reports.addresses().length === 2)
    b.reports.publish(snapshotOfListeners([]), {})
    await eventually(() => a.reports.addresses().length === 3)
    t.deepEqual(a.reports.merge(report, snapshot), {
      [http]: { isBound: false, problem: 'node node-2 does not have this configuration yet' },
    })
    t.like(await api.send({ path: `${leases}/rauta-proxy-pod-2` }), {
      metadata: {
        labels: { 'rauta.dev/install': 'rauta', 'rauta.dev/role': 'proxy' },
        ownerReferences: [{ kind: 'Pod', name: 'pod-2' }],
        annotations: { 'rauta.dev/node': 'node-2', 'rauta.dev/live': '{}' },
      },
      spec: { holderIdentity: 'pod-2', leaseDurationSeconds: 3 },
    })

    b.reports.publish(snapshot, { [http]: { isBound: false, problem: 'Port 80 is taken' } })
    await eventually(
      () => JSON.stringify(a.reports.merge(report, snapshot)).includes('on node node-2: Port 80'),
      { timeoutMs: 2000 },
    )
    await eventually(() => a.reports.addresses().length === 2, { timeoutMs: 10_000 })
    t.deepEqual(a.reports.addresses(), ['192.0.2.1', '192.0.2.2'])

    await b.reports.close()
    await eventually(() => a.reports.addresses().length === 1, { timeoutMs: 2000 })
    t.deepEqual(a.reports.merge(report, snapshot), report)

    const c = proxy('2')
    c.reports.publish(snapshot, report)
    await eventually(() => a.reports.addresses().length === 2)
    const before = a.reports.addresses()
    await kubernetes.stopApiServer()
    await eventually(() => a.log.lines.some(({ message }) => message.includes('does not answer')))
    await eventually(() => c.log.lines.some(({ message }) => message.includes('does not answer')))
    await kubernetes.startApiServer()
    await eventually(() => a.log.lines.some(({ message }) => message.endsWith('answers again')))
    await eventually(() => c.log.lines.some(({ message }) => message.endsWith('answers again')))
    t.is(a.reports.addresses(), before)

    await c.reports.close()
    await killed.reports.close()
    await eventually(() => a.reports.addresses().length === 1)
    await a.reports.close()
    t.like(await api.send({ path: leases }), { items: [] })
  },
)
