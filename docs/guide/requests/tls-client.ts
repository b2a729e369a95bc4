// The client's side of TLS: one protocol is offered and has to be taken.
import { once } from 'node:events'
import tls from 'node:tls'

/** The certificates are made for the test: who signed them is not the question here. */
export function tlsOptions(servername: string, protocol: string) {
  return { servername, rejectUnauthorized: false, ALPNProtocols: [protocol] }
}

export async function connectTls(
  options: tls.ConnectionOptions & { readonly ALPNProtocols: string[] },
): Promise<tls.TLSSocket> {
  const socket = tls.connect(options)
  await once(socket, 'secureConnect')
  if (socket.alpnProtocol !== options.ALPNProtocols[0]) {
    socket.destroy()
    throw new Error(`ALPN chose ${socket.alpnProtocol || 'nothing'}`)
  }
  return socket
}

export function certificateOf(socket: unknown): string {
  if (!(socket instanceof tls.TLSSocket)) return ''
  return socket.getPeerCertificate().subjectaltname ?? ''
}
