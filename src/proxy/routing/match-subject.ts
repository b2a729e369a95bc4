// What matches are asked about: a request's path, and its header values and query parameters, taken
// apart when the first match asks for them and only once.
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import type { Effort } from './linear-expression.ts'

export class MatchSubject {
  readonly path: string
  readonly method: string
  /** Of the expressions, added up. */
  readonly effort: Effort = { steps: 0, ms: 0 }
  readonly #request: RequestHead
  readonly #questionMark: number
  #headers: ReadonlyMap<string, string> | undefined
  #params: ReadonlyMap<string, string> | undefined

  constructor(request: RequestHead) {
    const { target, method } = request
    this.#request = request
    this.#questionMark = target.indexOf('?')
    this.path = this.#questionMark === -1 ? target : target.slice(0, this.#questionMark)
    this.method = method
  }

  /** `name` in lower case. */
  header(name: string): string | undefined {
    const { headers, authority } = this.#request
    this.#headers ??= headerValues(headers, authority)
    return this.#headers.get(name)
  }

  queryParam(name: string): string | undefined {
    const at = this.#questionMark
    this.#params ??= firstParams(at === -1 ? '' : this.#request.target.slice(at + 1))
    return this.#params.get(name)
  }
}

/**
 * "Generally, proxies should follow the guidance from the RFC" on repeated headers (httproute_types.go):
 * their values are one list, "For consistency, use comma SP" (RFC 9110 §5.3). HTTP/2 may split Cookie
 * into lines, which are joined by "; " (RFC 9113 §8.2.3). Host is not in the list, but can be matched.
 */
function headerValues(headers: HeaderList, authority: string): ReadonlyMap<string, string> {
  const values = new Map([['host', authority]])
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const before = values.get(key)
    const border = key === 'cookie' ? '; ' : ', '
    values.set(key, before === undefined ? value : before + border + value)
  }
  return values
}

/**
 * "it is *recommended* that implementations should match against the first value of the param"
 * (httproute_types.go). Names and values are decoded as forms encode them, `+` being a space: it is
 * what a user writes into a route, and how a backend reads it.
 */
function firstParams(query: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decoded(equals === -1 ? part : part.slice(0, equals))
    if (!params.has(name)) params.set(name, equals === -1 ? '' : decoded(part.slice(equals + 1)))
  }
  return params
}

function decoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    // Not UTF-8, or a `%` alone: it stands for itself.
    return spaced
  }
}
