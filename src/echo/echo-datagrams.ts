// A datagram comes back with who answers in front: for whoever tries a UDPRoute.
import dgram from 'node:dgram'
import { once } from 'node:events'
import { backendName, type EchoIdentity } from './echo-answer.ts'

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
  const { address, port } = options
  const type = address === undefined || address.includes(':') ? 'udp6' : 'udp4'
  const socket = dgram.createSocket(type)
  socket.on('message', (message, client) => {
    const answer = [Buffer.from(`${backendName(options)}: `), message]
    // A client that is gone, or an answer that is too long: nobody is there to be told.
    socket.send(answer, client.port, client.address, () => {})
  })
  socket.bind({ port, ...(address !== undefined && { address }) })
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(resolve)),
  }
}
