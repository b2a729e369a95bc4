// The blocks of docs/reference/metrics.md: the families of the real registry, after it was told of a
// configuration, a request and a stream with everything that there is.
import { createMetrics } from '../../../src/observe/metrics/metrics.ts'
import { createProcessMetrics } from '../../../src/observe/metrics/process-metrics.ts'
import { createSeriesChanges } from '../../../src/observe/metrics/series-changes.ts'
import type { RoutingSnapshot } from '../../../src/snapshot/routing-snapshot.ts'
import { makeKeyPair } from '../../../src/testing/key-pair.ts'
import { makeLive } from '../../../src/testing/observe/make-live.ts'
import { cell, code, table } from '../markdown.ts'
import { fullRequest, fullStream, names } from './full-records.ts'
import { refusedReasons } from './refused-reasons.ts'

export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

export const metricBlocks = {
  'metric-families': async () =>
    table(
      ['series', 'type', 'labels', 'what it counts'],
      (await families()).map(({ name, type, labels, help }) => [
        code(name),
        type,
        labels.map(code).join(', '),
        cell(help),
      ]),
    ),
  'metric-labels': () =>
    table(
      ['label', 'value'],
      Object.entries(labelMeanings).map(([label, meaning]) => [code(label), meaning]),
    ),
  'refused-reasons': () =>
    table(
      ['reason', 'meaning'],
      Object.entries(refusedReasons).map(([reason, meaning]) => [code(reason), cell(meaning)]),
    ),
}

const labelMeanings: Readonly<Record<string, string>> = {
  backend: 'Name of the backend: `service/NAMESPACE/NAME/PORT`.',
  cause:
    'What ended a worker: a signal (`SIGKILL`), `exit-` and its code, `hung` (no answer in 30 s), `not-started`.',
  certificate: 'Name of the certificate: `secret/NAMESPACE/NAME`.',
  flag: 'A flag of the [access log](access-log.md).',
  grpc_status: 'The status of gRPC, `0` to `16`; `other`: any other value that an endpoint sent.',
  listener:
    'Name of the listener: `gateway/NAMESPACE/NAME/listener/LISTENER`, or `listenerset/…`. Empty: no listener has the hostname.',
  outcome: '`ok`, or the first flag that says what went wrong.',
  reason:
    'Of `rauta_refused_total`: see the table below. Of `rauta_upstream_failures_total`: a flag of the access log.',
  result: '`applied` or `failed`.',
  rule: 'Name of the rule: `httproute/NAMESPACE/NAME/rule/INDEX`. Empty: no rule matches.',
  socket: 'The address and port that is bound, `ADDRESS:PORT`.',
  source: '`manifest` or `condition`.',
  worker: 'Number of a worker process, from 1. Absent: the main process.',
  status: 'Class of the status: `2xx`, …; `none`: the client was gone before there was one.',
}

export async function families(): Promise<readonly Family[]> {
  const metrics = createMetrics()
  const socket = '127.0.0.1:8080'
  makeLive(metrics, {
    snapshot: await snapshot(),
    report: { [names.listener]: { isBound: true } },
  })
  metrics.workers.onServing(1)
  metrics.workers.onRestart('SIGKILL')
  const process = createSeriesChanges(createProcessMetrics().families)
  metrics.workers.onTold(1, process())
  metrics.onConnection(socket, 1)
  metrics.onExchange(socket, 1)
  metrics.onRefused(socket, 'bad-syntax')
  metrics.onRequest(fullRequest)
  metrics.onStream(fullStream)
  return familiesIn(await metrics.text())
}

function familiesIn(text: string): readonly Family[] {
  return text
    .split(/^(?=# HELP )/m)
    .filter((part) => part.startsWith('# HELP '))
    .map((part) => {
      const [, name = '', help = ''] = /^# HELP (\S+) (.*)$/m.exec(part) ?? []
      const [, type = ''] = /^# TYPE \S+ (\w+)$/m.exec(part) ?? []
      const labels = Array.from(part.matchAll(/[{,](\w+)="/g), ([, label = '']) => label)
      return { name, help, type, labels: [...new Set(labels)].filter((label) => label !== 'le') }
    })
}

async function snapshot(): Promise<RoutingSnapshot> {
  const { certificate, key } = await makeKeyPair(['shop.example'])
  const name = 'secret/shop/shop-tls'
  return {
    listeners: [
      {
        name: names.listener,
        gateway: 'gateway/shop/web',
        protocol: 'TCP',
        address: '127.0.0.1',
        port: 8080,
        clientPort: 80,
        rule: { name: names.rule, backendRefs: [] },
      },
    ],
    backends: {
      [names.backend]: { name: names.backend, protocol: 'http1' },
    },
    endpoints: {},
    certificates: {
      [name]: { name, certificateChain: certificate, privateKey: { reveal: () => key } },
    },
    caBundles: {},
  }
}
