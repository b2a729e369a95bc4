// A process for idle-connections.test.ts: a data plane and Node's own HTTP server. Their ports are its first
// message; it answers each message with the bytes of JavaScript's heap that are in use.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startPlane } from './client-side/plane.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const { port, requests } = await startPlane({ teardown: () => undefined })
const keepAliveTimeout = 60_000
const server = createServer({ keepAliveTimeout }, (request, response) => {
  request.resume()
  response.end('/')
})
await once(server.listen(0, '127.0.0.1'), 'listening')
process.on('message', () => {
  requests.length = 0
  collect()
  process.send?.(process.memoryUsage().heapUsed)
})
process.send?.([port, (server.address() as AddressInfo).port])
