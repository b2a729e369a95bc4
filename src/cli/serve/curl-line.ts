// A request as a line for the shell.
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import type { SampleRequest } from './sample-request.ts'
import { shellQuoted, reachable } from '../options/shell-words.ts'

/** `flags` are curl's, beside those that the request needs. */
export function curlLine(
  sample: SampleRequest,
  listener: Pick<HttpListener, 'address' | 'port' | 'tls'>,
  flags: readonly string[] = [],
): string {
  const { scheme, hostname, target, method, headers } = sample
  const reached = reachable(listener.address)
  const address = reached.includes(':') ? `[${reached}]` : reached
  const { port, tls } = listener
  const url = `${scheme}://${hostname || address}:${port}${target}`
  return [
    'curl',
    ...flags,
    // The certificates are the user's own, seldom known to curl.
    ...(scheme === 'https' ? ['-k'] : []),
    ...(tls?.clientValidation?.mode === 'AllowValidOnly'
      ? ['--cert', 'CLIENT.crt', '--key', 'CLIENT.key']
      : []),
    ...methodFlags(method),
    ...(/\/\.{1,2}(\/|$)/.test(target) ? ['--path-as-is'] : []),
    ...(/[[\]{}]/.test(target) ? ['--globoff'] : []),
    ...(hostname === '' ? [] : ['--resolve', shellQuoted(`${hostname}:${port}:${address}`)]),
    ...headers.flatMap(([name, value]) => ['-H', shellQuoted(`${name}: ${value}`)]),
    shellQuoted(url),
  ].join(' ')
}

function methodFlags(method: string): readonly string[] {
  if (method === 'GET') return []
  return method === 'HEAD' ? ['-I'] : ['-X', method]
}
