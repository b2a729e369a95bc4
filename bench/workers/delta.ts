// What one changed endpoint among 5,000 routes costs: bytes over the pipe to each worker, and processor time
// of the main process and of each worker. In one process, with no pipe between: `node bench/workers/delta.ts`.
import { silentLog } from '../../src/observe/create-observer.ts'
import {
  exampleBackend,
  exampleEndpoints,
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRule,
  exampleSnapshot,
} from '../../src/testing/proxy/request-examples.ts'
import { freePort } from '../../src/testing/free-ports.ts'
import { createLocalPlane } from '../../src/workers/serve/local-plane.ts'
import { SnapshotCopy } from '../../src/workers/wire/snapshot-copy.ts'
import { snapshotDelta } from '../../src/workers/wire/snapshot-delta.ts'

const routes = 5_000
const changes = 1_000
/** Until V8 has compiled what is measured. */
const warmUp = 200

const names = Array.from({ length: routes }, (_, index) => `service/shop/s${index}/80`)
const hosts = names.map((_, index) => {
  const rule = exampleRule(`httproute/shop/r${index}/rule/0`)
  return exampleHost(`h${index}.example`, exampleMatch({ name: `${rule.name}/match/0`, rule }))
})
const empty = exampleSnapshot()
let snapshot = exampleSnapshot({
  listeners: [exampleListener({ hosts, port: await freePort() })],
  backends: Object.fromEntries(names.map((name) => [name, exampleBackend({ name })])),
  endpoints: Object.fromEntries(names.map((name) => [name, exampleEndpoints(2)])),
})

const plane = createLocalPlane({
  observer: { log: silentLog, onRequest() {}, onStream() {}, onConnection() {}, onRefused() {} },
  metrics: { onExchange() {} },
})
const copy = new SnapshotCopy(empty)
const first = JSON.stringify(snapshotDelta(empty, snapshot))
await plane.apply(copy.apply(JSON.parse(first)))

const spent = { main: 0, worker: 0 }
let bytes = 0
for (let change = 0; change < warmUp + changes; change++) {
  if (change === warmUp) spent.main = spent.worker = 0
  const name = names[(change * 7) % routes]!
  const endpoints = { ...snapshot.endpoints, [name]: exampleEndpoints(2 + (change % 2)) }
  const next = { ...snapshot, endpoints }
  const begun = processorMicroseconds()
  const text = JSON.stringify(snapshotDelta(snapshot, next))
  const sent = processorMicroseconds()
  await plane.apply(copy.apply(JSON.parse(text)))
  spent.main += sent - begun
  spent.worker += processorMicroseconds() - sent
  snapshot = next
  bytes = text.length
}
await plane.drain(0)

const mean = (sum: number) => `${Math.round(sum / changes)} µs`
console.log(`first snapshot of ${routes} routes: ${Math.round(first.length / 1024)} KiB`)
console.log(`one changed endpoint: ${bytes} bytes for each worker`)
console.log(`processor time, mean of ${changes} changes:`)
console.log(`  main process, for all workers: ${mean(spent.main)}`)
console.log(`  each worker: ${mean(spent.worker)}`)

function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
