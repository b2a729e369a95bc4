// A gRPC call as a line for the shell, where the match says which method: `grpcurl` finds the messages
// by asking the server (reflection), so that none are written here.
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import type { SampleRequest } from './sample-request.ts'
import { shellQuoted, reachable } from '../options/shell-words.ts'
import { formatSocketAddress } from '../../gateway/words/socket-address.ts'

/** Undefined where service or method are not known: a call to any other has nobody to answer it. */
export function grpcurlLine(
  { scheme, hostname, headers }: SampleRequest,
  listener: Pick<HttpListener, 'address' | 'port' | 'tls'>,
  path: { readonly type: string; readonly value: string },
): string | undefined {
  const [, method] = /^\/([^/]+\/[^/]+)$/.exec(path.value) ?? []
  if (path.type !== 'Exact' || method === undefined) return undefined
  return [
    'grpcurl',
    // The certificates are the user's own, seldom known to grpcurl.
    scheme === 'https' ? '-insecure' : '-plaintext',
    ...(listener.tls?.clientValidation?.mode === 'AllowValidOnly'
      ? ['-cert', 'CLIENT.crt', '-key', 'CLIENT.key']
      : []),
    ...(hostname === '' ? [] : ['-authority', shellQuoted(hostname)]),
    ...headers.flatMap(([name, value]) => ['-H', shellQuoted(`${name}: ${value}`)]),
    shellQuoted(formatSocketAddress({ address: reachable(listener.address), port: listener.port })),
    shellQuoted(method),
  ].join(' ')
}
