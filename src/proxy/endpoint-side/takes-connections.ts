// Whether an endpoint's machine is there: it takes connections, even while the process that they are for
// computes and answers nothing.
import { connect } from 'node:net'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { isMachineLimit } from '../words/machine-limit.ts'

export function takesConnections(
  { address, port }: Pick<Endpoint, 'address' | 'port'>,
  withinMs: number,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: address, port })
  const timer = setTimeout(() => resolve(false), withinMs)
  socket.once('connect', () => resolve(true))
  // Where this machine can't ask, nobody knows.
  socket.on('error', (error) => resolve(isMachineLimit(error)))
  return promise.finally(() => {
    clearTimeout(timer)
    socket.destroy()
  })
}
