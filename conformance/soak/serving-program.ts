// The program with worker processes, as a user starts it, in front of a backend of this process: so neither the
// load nor the backend is in the way of the process that sees after the workers.
import {
  gatewayManifest,
  manifestFolder,
  serviceManifest,
} from '../../src/testing/cli/manifests.ts'
import { startServe } from '../../src/testing/cli/serve.ts'
import { eventually } from '../../src/testing/eventually.ts'
import { httpBackend } from '../../src/testing/proxy/endpoint-side/backends.ts'

export interface ServingProgram extends AsyncDisposable {
  readonly pid: number
  readonly address: string
  readonly port: number
  /** Process ids of the workers that serve, the oldest first. */
  workers(): readonly number[]
}

const manifests = `${gatewayManifest.replace(/ {4}- name: https[\s\S]*$/, '')}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
`

/** Resolves when all workers serve. */
export async function startServingProgram(
  asked: number | 'auto',
  count: number,
): Promise<ServingProgram> {
  const ends = new AsyncDisposableStack()
  const t = { teardown: (end: () => Promise<void>) => void ends.defer(end) }
  const backend = await httpBackend('http1', (_, response) => response.end('hello'))
  ends.defer(() => backend.close())
  const { folder } = await manifestFolder(t, {
    'shop.yaml': manifests + serviceManifest(backend.endpoint.port),
  })
  const flags = ['--workers', String(asked), '--access-log', 'off']
  const program = startServe(t, folder, flags)
  const pids = new Set<number>()
  let rest = ''
  program.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) follow(line, pids)
  })
  await program.servers()
  await eventually(() => pids.size === count)
  return {
    pid: program.child.pid ?? 0,
    address: program.address,
    port: program.portOffset + 80,
    workers: () => [...pids],
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  }
}

/** A line of the log. */
function follow(line: string, pids: Set<number>): void {
  const { message, pid } = JSON.parse(line) as { readonly message: string; readonly pid: number }
  if (/serves traffic/.test(message)) pids.add(pid)
  if (/worker process ended/.test(message)) pids.delete(pid)
}
