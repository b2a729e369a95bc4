// A long run under load in which everything changes: routes and endpoints 25 times a second, certificates each
// second, and workers are replaced one after the other. No request may fail.
import { setTimeout as after } from 'node:timers/promises'
import { connect } from 'node:tls'
import type {
  Endpoint,
  HttpListener,
  RoutingSnapshot,
} from '../../src/snapshot/routing-snapshot.ts'
import { freePort } from '../../src/testing/free-ports.ts'
import { testCertificate } from '../../src/testing/proxy/client-side/certificate.ts'
import { type FailedRequest, startLoad } from '../../src/testing/workers/load.ts'
import {
  onPort,
  secureListeners,
  type TestWorkers,
} from '../../src/testing/workers/worker-plane.ts'

export interface ChangesOutcome {
  readonly answered: { readonly plain: number; readonly secure: number }
  readonly failed: readonly FailedRequest[]
  readonly changes: number
  readonly certificates: number
  readonly replaced: number
  readonly seconds: number
}

const everyMs = 40
const newCertificateMs = 1_000
const replaceMs = 8_000

/** Ends after as many requests, or as many seconds. `endpoints`: two of the backend `shop`. */
export async function changeEverything(
  workers: TestWorkers,
  wanted: {
    readonly endpoints: readonly [Endpoint, Endpoint]
    readonly requests: number
    readonly seconds: number
  },
): Promise<ChangesOutcome> {
  const [one, other] = wanted.endpoints
  const securePort = await freePort()
  const name = 'secret/shop/tls'
  const certificates = await Promise.all(
    Array.from({ length: 4 }, () => testCertificate(['shop.example'], { name })),
  )
  const snapshotOf = (change: number): RoutingSnapshot => {
    const certificate = certificates[Math.floor((change * everyMs) / newCertificateMs) % 4]!
    const listeners = workers.snapshot.listeners.map((listener) => changed(listener, change))
    const secure = onPort(
      { ...workers.snapshot, listeners: secureListeners({ listeners }, certificate) },
      securePort,
    )
    return {
      ...workers.snapshot,
      listeners: [
        ...listeners,
        ...secure.listeners.map((each) => Object.assign({}, each, { name: `${each.name}-tls` })),
      ],
      endpoints: { shop: [[one, other], [one], [other]][change % 3]! },
      certificates: { [name]: certificate },
    }
  }
  await workers.plane.apply(snapshotOf(0))

  const plain = startLoad(workers.port, { kept: 12 })
  const secure = startLoad(securePort, {
    kept: 3,
    connect: () => ({
      socket: connect({
        port: securePort,
        host: '127.0.0.1',
        servername: 'shop.example',
        rejectUnauthorized: false,
      }),
      event: 'secureConnect',
    }),
  })
  const answered = () => plain.answered() + secure.answered()
  const begun = performance.now()
  const elapsed = () => performance.now() - begun
  const count = workers.pids().length
  let [changes, replaced, replacedAt] = [0, 0, begun]
  while (answered() < wanted.requests && elapsed() < wanted.seconds * 1_000) {
    await after(everyMs)
    await workers.plane.apply(snapshotOf(++changes))
    const pids = workers.pids()
    if (performance.now() - replacedAt < replaceMs || pids.length !== count) continue
    replacedAt = performance.now()
    replaced++
    process.kill(pids[0]!, 'SIGTERM')
  }
  await Promise.all([plain.stop(), secure.stop()])
  return {
    answered: { plain: plain.answered(), secure: secure.answered() },
    failed: [...plain.failures, ...secure.failures],
    changes,
    certificates: Math.floor((changes * everyMs) / newCertificateMs),
    replaced,
    seconds: Math.round(elapsed() / 1_000),
  }
}

/** The rule of each match sets another header, or none. */
function changed(listener: RoutingSnapshot['listeners'][number], change: number) {
  if (!('hosts' in listener)) return listener
  const filters: HttpListener['hosts'][number]['matches'][number]['rule']['filters'] =
    change % 2 === 0
      ? []
      : [
          {
            type: 'ResponseHeaderModifier',
            set: [{ name: 'x-change', value: `${change}` }],
            add: [],
            remove: [],
          },
        ]
  const hosts = listener.hosts.map(({ hostname, matches }) => ({
    hostname,
    matches: matches.map((match) => Object.assign({}, match, { rule: { ...match.rule, filters } })),
  }))
  return { ...listener, hosts }
}
