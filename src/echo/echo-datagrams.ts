// A datagram comes back with who answers in front: for whoever tries a UDPRoute.
import dgram from 'node:dgram'
import { once } from 'node:events'
import { echoName, type EchoIdentity } from './echo-answer.ts'

export interface EchoDatagramsOptions extends EchoIdentity {
  /** Absent: every address of this machine. */
  readonly address?: string
  /** 0: any free port. */
  readonly port: number
}

export interface EchoDatagrams {
  readonly port: number
  close(): Promise<void>
}

export async function startEchoDatagrams(options: EchoDatagramsOptions): Promise<EchoDatagrams> {
  const socket = await bound(options)
  socket.on('message', (message, client) => {
    const answer = [Buffer.from(`${echoName(options)}: `), message]
    // A client that is gone, or an answer that is too long: nobody is there to be told.
    socket.send(answer, client.port, client.address, () => {})
  })
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(resolve)),
  }
}

/** Without an address, all of them: IPv4's alone where the system has no IPv6, as TCP has it. */
async function bound({ address, port }: EchoDatagramsOptions): Promise<dgram.Socket> {
  if (address !== undefined) return bind(address.includes(':') ? 'udp6' : 'udp4', { port, address })
  return bind('udp6', { port }).catch(() => bind('udp4', { port }))
}

async function bind(type: dgram.SocketType, at: dgram.BindOptions): Promise<dgram.Socket> {
  const socket = dgram.createSocket(type)
  socket.bind(at)
  await once(socket, 'listening')
  return socket
}
