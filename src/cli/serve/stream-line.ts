// A connection to a listener of protocol TLS, TCP or UDP as a line for the shell.
import type { TcpListener, TlsListener, UdpListener } from '../../snapshot/routing-snapshot.ts'
import { nameWithin, quoted, reachable } from '../options/shell-words.ts'
import { formatSocketAddress } from '../../gateway/socket-address.ts'

export type StreamListener = TlsListener | TcpListener | UdpListener

/** `hostname` is that of the rule, of protocol TLS. */
export function streamLine(listener: StreamListener, hostname: string): string {
  const address = reachable(listener.address)
  const { protocol, port } = listener
  if (protocol !== 'TLS') return `nc ${protocol === 'UDP' ? '-u ' : ''}${quoted(address)} ${port}`
  return [
    'openssl s_client -connect',
    quoted(formatSocketAddress({ address, port })),
    ...(hostname === '' ? [] : ['-servername', quoted(nameWithin(hostname))]),
    ...(listener.tls?.clientValidation?.mode === 'AllowValidOnly'
      ? ['-cert', 'CLIENT.crt', '-key', 'CLIENT.key']
      : []),
  ].join(' ')
}
