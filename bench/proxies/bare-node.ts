// What Node and its packages can without a gateway around them.
import { fileURLToPath } from 'node:url'
import { freePort, freePorts } from '../../src/testing/free-ports.ts'
import { startProcess } from '../started-process.ts'
import type { Proxy } from './proxy.ts'

const expressProgram = fileURLToPath(new URL('bare-express-program.ts', import.meta.url))
const socketsProgram = fileURLToPath(new URL('bare-sockets-program.ts', import.meta.url))
const http2Program = fileURLToPath(new URL('bare-http2-program.ts', import.meta.url))

const warmUpSeconds = 2

/** Express with http-proxy-middleware, which the gateway's reference way is made of. */
export const bareExpress: Proxy = {
  name: 'bare express',
  cases: ['small'],
  warmUpSeconds,
  async start({ core, backends }) {
    const http = await freePort()
    const args = [expressProgram, `${http}`, `${backends.http}`]
    const started = await startProcess({ command: process.execPath, args, core, ports: [http] })
    return { ...bareExpress, ...started, doors: { http } }
  },
}

/** A relay on node:net that reads nothing of HTTP: what no proxy on Node's sockets can surpass. */
export const bareSockets: Proxy = {
  name: 'bare node:net',
  cases: ['small'],
  warmUpSeconds,
  async start({ core, backends }) {
    const http = await freePort()
    const args = [socketsProgram, `${http}`, `${backends.http}`]
    const started = await startProcess({ command: process.execPath, args, core, ports: [http] })
    return { ...bareSockets, ...started, doors: { http } }
  },
}

/** A server of node:http2; it is a proxy for gRPC alone. */
export const bareHttp2: Proxy = {
  name: 'bare node:http2',
  warmUpSeconds,
  async start({ core, backends, certificate }) {
    const ports = await freePorts(3)
    const [h2c = 0, https = 0, grpc = 0] = ports
    const doors = { h2c, https, grpc }
    const words = JSON.stringify({ ...doors, backend: backends.grpc })
    const args = [http2Program, words, certificate.certificate, certificate.key]
    const started = await startProcess({ command: process.execPath, args, core, ports })
    return { ...bareHttp2, ...started, doors }
  },
  cases: ['h2c', 'h2', 'grpc'],
}
