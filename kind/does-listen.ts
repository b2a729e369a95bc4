// Whether somebody listens: the file of a Unix socket may be one that was left behind.
import { once } from 'node:events'
import { connect, type NetConnectOpts } from 'node:net'

export async function doesListen(place: NetConnectOpts): Promise<boolean> {
  const socket = connect(place)
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}
