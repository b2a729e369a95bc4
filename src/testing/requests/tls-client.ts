// The client's side of TLS: one protocol is offered and has to be taken.
import { once } from 'node:events'
import tls from 'node:tls'
import type { Sending } from './sending.ts'

/** The certificates are made for the test: who signed the server's is not the question here. */
export function tlsOptions(
  { servername, pair }: Pick<Sending, 'servername' | 'pair'>,
  protocol: string,
) {
  return {
    servername,
    rejectUnauthorized: false,
    ALPNProtocols: [protocol],
    ...(pair && { cert: pair.certificate, key: pair.key }),
  }
}

export async function connectTlsClient(
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

export function peerAltNames(socket: unknown): string {
  if (!(socket instanceof tls.TLSSocket)) return ''
  return socket.getPeerCertificate().subjectaltname ?? ''
}
