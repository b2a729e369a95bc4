// Which headers may cross the gateway. Framing and connection headers belong to one hop, and a header
// rule written by a tenant must not be able to forge them, so both directions pass through here last.
import { connectionHeaders, neverTrailers } from '../../snapshot/connection-headers.ts'
import type { HeaderList } from '../words/exchange.ts'
import { valuesOf } from '../words/header-list.ts'

export function endToEndHeaders(headers: HeaderList): HeaderList {
  const dropped = namedByConnection(headers)
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !connectionHeaders.has(lower) && !dropped.has(lower) && !lower.startsWith(':')
  })
}

export function endToEndTrailers(trailers: HeaderList): HeaderList {
  return trailers.filter(
    ([name]) => !neverTrailers.has(name.toLowerCase()) && !name.startsWith(':'),
  )
}

/** Of TE, the one word that holds for the next hop too: trailers are passed on. */
export function takesTrailers(headers: HeaderList): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'te' && /(^|,)\s*trailers\s*(,|$)/i.test(value),
  )
}

/** Node's flat list, name and value in turns, as pairs. */
export function pairsOf(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}

function namedByConnection(headers: HeaderList): ReadonlySet<string> {
  const named = new Set<string>()
  for (const value of valuesOf(headers, 'connection'))
    for (const name of value.split(',')) named.add(name.trim().toLowerCase())
  named.delete('content-length')
  named.delete('host')
  return named
}
