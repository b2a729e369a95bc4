// A connection to a listener of protocol TLS, TCP or UDP as a line for the shell.
import type { StreamListener } from '../../proxy/streams/route-stream.ts'
import { nameWithin, shellQuoted, reachable } from '../options/shell-words.ts'
import { formatSocketAddress } from '../../gateway/words/socket-address.ts'

/** `hostname` is that of the rule, of protocol TLS. */
export function streamLine(listener: StreamListener, hostname: string): string {
  const address = reachable(listener.address)
  const { protocol, port } = listener
  if (protocol !== 'TLS')
    return `nc ${protocol === 'UDP' ? '-u ' : ''}${shellQuoted(address)} ${port}`
  return [
    'openssl s_client -connect',
    shellQuoted(formatSocketAddress({ address, port })),
    ...(hostname === '' ? [] : ['-servername', shellQuoted(nameWithin(hostname))]),
    ...(listener.tls?.clientValidation?.mode === 'AllowValidOnly'
      ? ['-cert', 'CLIENT.crt', '-key', 'CLIENT.key']
      : []),
  ].join(' ')
}
