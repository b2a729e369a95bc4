// The text that says which requests belong together, so that they go to one endpoint.
import type { Affinity } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import { firstValue, valuesOf } from '../words/header-list.ts'

/**
 * Undefined where the request has no such header or cookie, or an empty one: nothing binds it to an
 * endpoint, and to hash the absence would send all such requests to the same. Streams have neither.
 */
export function affinityKeyOf(
  affinity: Affinity,
  request: RequestHead | undefined,
  connection: { readonly remoteAddress: string },
): string | undefined {
  if (affinity.type === 'ClientIP') return connection.remoteAddress
  if (!request) return undefined
  const value =
    affinity.type === 'Header'
      ? firstValue(request.headers, affinity.name)
      : cookieValue(request.headers, affinity.name)
  return value === '' ? undefined : value
}

/** The first of that name; names of cookies have a case (RFC 6265 §4.1). */
function cookieValue(headers: HeaderList, name: string): string | undefined {
  for (const line of valuesOf(headers, 'cookie')) {
    for (const pair of line.split(';')) {
      const equals = pair.indexOf('=')
      if (equals !== -1 && pair.slice(0, equals).trim() === name) {
        return pair.slice(equals + 1).trim()
      }
    }
  }
  return undefined
}
