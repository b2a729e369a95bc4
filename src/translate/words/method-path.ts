// A gRPC method as the path that it is on the wire: `/SERVICE/METHOD` (gRPC over HTTP/2, Path), and which
// of two such paths names more of it. A pattern is tried behind all that are written out, whatever its
// length, and before what is not asked for: a length says nothing of how much a pattern matches.
import { RE2JS } from 're2js'
import { normalEncoding } from '../../snapshot/normal-path.ts'
import type { PathMatch } from '../../snapshot/routing-snapshot.ts'

/** Exact names, absent or '' for any. */
export function exactMethodPath(named: { service?: string; method?: string }): PathMatch {
  const service = normalEncoding(named.service ?? '')
  const method = normalEncoding(named.method ?? '')
  if (service !== '' && method !== '') return { type: 'Exact', value: `/${service}/${method}` }
  if (service !== '') return { type: 'PathPrefix', value: `/${service}` }
  if (method === '') return anyMethod
  return { type: 'RegularExpression', value: `/${anyName}/${RE2JS.quote(method)}` }
}

/** Patterns of whole names, absent or '' for any. */
export function methodPatternPath({ service = '', method = '' }): PathMatch {
  if (service === '' && method === '') return anyMethod
  const name = (pattern: string) => (pattern === '' ? anyName : `(?:${pattern})`)
  return { type: 'RegularExpression', value: `/${name(service)}/${name(method)}` }
}

export const anyMethod: PathMatch = { type: 'PathPrefix', value: '' }

const anyName = '[^/]+'

/** For `toSorted`, of paths that were made here. */
export function byMethodNamed(a: PathMatch, b: PathMatch): number {
  const [ofA, ofB] = [charactersNamed(a), charactersNamed(b)]
  return ofB.service - ofA.service || ofB.method - ofA.method
}

/** Less than one character that is written out, more than none. */
const ofPattern = 0.5

function charactersNamed({ type, value }: PathMatch): { service: number; method: number } {
  const [, service = '', method = ''] = value.split('/')
  if (type !== 'RegularExpression') return { service: service.length, method: method.length }
  const start = `/${anyName}/`
  if (!value.startsWith(start))
    return { service: ofPattern, method: value.endsWith(')') ? ofPattern : 0 }
  const asked = value.slice(start.length)
  return { service: 0, method: asked.startsWith('(?:') ? ofPattern : asked.length }
}
