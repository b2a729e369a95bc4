// An echo backend in the foreground, until a signal. It ends as a pod should: not ready first, then no
// new connections, then the last answers.
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { startEchoBackend } from '../../echo/echo-backend.ts'
import { startEchoDatagrams } from '../../echo/echo-datagrams.ts'
import { startEchoControl } from '../../echo/echo-control.ts'
import { createReceivedRequests } from '../../echo/received-requests.ts'
import { endOnSignal } from '../options/end-on-signal.ts'
import type { Output } from '../options/output.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

export interface EchoFlags {
  readonly port: number
  readonly controlPort: number
  readonly namespace: string
  readonly service: string
  readonly podName?: string
  readonly drainDelay: number
  readonly grace: number
  readonly tlsCert?: string
  readonly tlsKey?: string
  /** Absent: no datagrams. */
  readonly udpPort?: number
}

/** Resolves when it has ended. */
export async function runEcho(flags: EchoFlags, { out }: Pick<Output, 'out'>): Promise<void> {
  const { port, controlPort, namespace, service, podName: pod = hostname() } = flags
  const { drainDelay, grace, udpPort } = flags
  const ending = endOnSignal()
  const received = createReceivedRequests()
  const identity = { namespace, service, pod }
  const tls = await tlsFrom(flags)
  const backend = await listening(
    { flag: 'port', port },
    startEchoBackend({ ...identity, port, onRequest: received.add, ...(tls && { tls }) }),
  )
  const datagrams =
    udpPort === undefined
      ? undefined
      : await listening(
          { flag: 'udp-port', port: udpPort },
          startEchoDatagrams({ ...identity, port: udpPort }),
        )
  try {
    const control = await listening(
      { flag: 'control-port', port: controlPort },
      startEchoControl({ port: controlPort, backend: `${namespace}/${service}`, received }),
    )
    out.write(
      `${namespace}/${service} answers on port ${backend.port}${datagrams ? `, datagrams on ${datagrams.port}` : ''}, control on ${control.port}\n`,
    )
    await ending.signal
    out.write(`Draining: not ready for ${drainDelay} ms, then at most ${grace} ms for answers\n`)
    control.startDraining()
    backend.startDraining()
    await pause(drainDelay)
    await backend.close(grace)
    await control.close()
    out.write('Ended\n')
  } finally {
    await backend.close()
    await datagrams?.close()
    ending.forget()
  }
}

async function tlsFrom({ tlsCert, tlsKey }: Pick<EchoFlags, 'tlsCert' | 'tlsKey'>) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UsageError('TLS needs both files: give --tls-cert and --tls-key.')
  return { certificate: await textIn('tls-cert', tlsCert), key: await textIn('tls-key', tlsKey) }
}

async function textIn(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: give another --${flag}.`, { cause })
  }
}

async function listening<T>(
  { flag, port }: { readonly flag: string; readonly port: number },
  starting: Promise<T>,
): Promise<T> {
  try {
    return await starting
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(`Cannot listen on port ${port} (${message}): give another --${flag}.`, {
      cause: error,
    })
  }
}
