// A gateway in a process of its own, for a test that takes its descriptors away: a listener of HTTP and one
// of TCP, both with the one endpoint whose port and protocol are the arguments. Their ports go to stdout.
// Each line of stdin is how many descriptors to leave free from now on, and how many clients to wait for
// before; the answer is what is known of the endpoint. At its end come the records.
import { closeSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import type { AccessRecord } from '../../observe/log/access-record.ts'
import type { StreamRecord } from '../../observe/log/stream-record.ts'
import { createBalancer } from '../../proxy/balancing/balancer.ts'
import { createDataPlane } from '../../proxy/data-plane.ts'
import { freePort } from '../free-ports.ts'
import { watch } from './client-side/plane.ts'
import {
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRule,
  exampleSnapshot,
} from './request-examples.ts'
import { createPipeline } from '../../proxy/request/request-pipeline.ts'
import { streamRule, tcpListener } from './streams/streams.ts'
import { backendRefTo } from './gateway.ts'

const [endpointPort = '', protocol = ''] = process.argv.slice(2)
const records: (AccessRecord | StreamRecord)[] = []
const onRecord = (record: AccessRecord | StreamRecord) => void records.push(record)
const seen = watch()
const observer = { ...seen.observer, onRequest: onRecord, onStream: onRecord }
const balancer = createBalancer()
const plane = createDataPlane({
  requestPipeline: createPipeline({ observer, balancer }),
  observer,
  balancer,
})
const [httpPort, tcpPort] = [await freePort(), await freePort()]
const rule = { ...exampleRule(), backendRefs: [backendRefTo('echo')] }
await plane.apply(
  exampleSnapshot({
    listeners: [
      exampleListener({ port: httpPort, hosts: [exampleHost('', exampleMatch({ rule }))] }),
      tcpListener(tcpPort, streamRule()),
    ],
    backends: { echo: { name: 'echo', protocol: protocol === 'h2c' ? 'h2c' : 'http1' } },
    endpoints: { echo: [{ address: '127.0.0.1', port: Number(endpointPort), name: 'echo' }] },
  }),
)
const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`)
say([httpPort, tcpPort])

let taken: number[] = []
for await (const line of createInterface(process.stdin)) {
  const [free = 0, clients = 0] = line.split(' ').map(Number)
  while (seen.open() < clients) await turn()
  for (const descriptor of taken) closeSync(descriptor)
  taken = allDescriptors()
  for (const descriptor of taken.splice(0, free)) closeSync(descriptor)
  say(balancer.health())
}
await plane.drain(0)
say(records)

function allDescriptors(): number[] {
  const all: number[] = []
  try {
    for (;;) all.push(openSync('/dev/null', 'r'))
  } catch {
    return all
  }
}
