// The raw request target, parsed once and never by `new URL()` (which turns `//evil/x` into a host and
// `\` into `/`). What comes out is what is routed *and* what is forwarded, so that no endpoint resolves
// a path to something that the routes did not judge.
import { normalPath } from '../../snapshot/normal-path.ts'
import { refuse, type RequestRefusal } from '../sockets/refusal.ts'

export interface RequestTarget {
  readonly type: 'target'
  /** Origin form, its path in the one spelling of normal-path.ts; `*` for `OPTIONS *`. */
  readonly target: string
  /** In absolute form only: what the request says of itself. */
  readonly scheme?: string
  readonly authority?: string
}

// RFC 3986 pchar and `/`, and `[`, `]`, `|`, which browsers send as they are.
const notInPath = /[^a-z0-9\-._~!$&'()*+,;=:@/%[\]|]/i
// In a query browsers leave more as it is. A backslash is refused even so: too many read it as a slash.
const notInQuery = /[^\x21-\x7e]|["#<>\\]/
const badEscape = /%(?![0-9a-f]{2})|%00/i
const absoluteForm = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i

export function readTarget(method: string, raw: string): RequestTarget | RequestRefusal {
  if (raw === '*')
    return method === 'OPTIONS' ? { type: 'target', target: '*' } : refuse('bad-target')
  if (raw.startsWith('/')) return readOriginForm(raw)
  const [matches, scheme, authority, rest] = absoluteForm.exec(raw) ?? []
  if (matches === undefined) return refuse('bad-target')
  // RFC 9112 §3.2.4: an OPTIONS for an absolute form without path and query is one for `*`.
  const isServerWide = method === 'OPTIONS' && rest === ''
  const origin = isServerWide
    ? ({ type: 'target', target: '*' } as const)
    : readOriginForm(rest!.startsWith('/') ? rest! : `/${rest}`)
  if (origin.type === 'refusal') return origin
  return { ...origin, scheme: scheme!.toLowerCase(), authority: authority! }
}

function readOriginForm(raw: string): RequestTarget | RequestRefusal {
  const mark = raw.indexOf('?')
  const path = mark === -1 ? raw : raw.slice(0, mark)
  const query = mark === -1 ? '' : raw.slice(mark)
  if (notInPath.test(path) || badEscape.test(path) || notInQuery.test(query)) {
    return refuse('bad-target')
  }
  const normal = normalPath(path)
  return hidesDotSegments(normal)
    ? refuse('bad-target')
    : { type: 'target', target: normal + query }
}

/** Dot segments that appear once an endpoint takes `%2f` or `%5c` for a slash: `/open/..%2fclosed`. */
function hidesDotSegments(path: string): boolean {
  if (!/%(?:2F|5C)/.test(path)) return false
  const decoded = path.replaceAll(/%(?:2F|5C)/g, '/')
  return decoded.split('/').some((segment) => segment === '.' || segment === '..')
}
