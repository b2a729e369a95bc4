// A request as a line for the shell.
import { printable } from '../observe/printable.ts'
import type { HttpListener } from '../snapshot/routing-snapshot.ts'
import type { SampleRequest } from './sample-request.ts'

/** `flags` are curl's, beside those that the request needs. */
export function curlLine(
  sample: SampleRequest,
  listener: Pick<HttpListener, 'address' | 'port' | 'tls'>,
  flags: readonly string[] = [],
): string {
  const { scheme, hostname, target, method, headers } = sample
  const address = reachable(listener.address)
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
    ...(hostname === '' ? [] : ['--resolve', quoted(`${hostname}:${port}:${address}`)]),
    ...headers.flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]),
    quoted(url),
  ].join(' ')
}

/** All addresses are reached by one of them. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return address.includes(':') ? `[${address}]` : address
}

function methodFlags(method: string): readonly string[] {
  if (method === 'GET') return []
  return method === 'HEAD' ? ['-I'] : ['-X', method]
}

function quoted(text: string): string {
  const shown = printable(text)
  return /^[\w./:@%+,=-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}
