// Whether somebody listens on a Unix socket: a file that is there may be one that was left behind.
import { once } from 'node:events'
import { connect } from 'node:net'

export async function doesListen(path: string): Promise<boolean> {
  const socket = connect({ path })
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}
