// A CORS filter. Its fields are checked again: an API server whose schema is older or was edited may have
// let through what would allow more than was meant.
import { httpMethods } from './http-methods.ts'
import type { HTTPRouteFilter } from '../../resources/gateway-api.ts'
import type { Cors } from '../../snapshot/routing-snapshot.ts'
import {
  type RuleProblem,
  valueNotServed,
  wildcardNotAlone,
} from '../../status/conditions/rule-conditions.ts'

type Given = NonNullable<HTTPRouteFilter['cors']>

export function corsFilter(
  cors: Given,
  path: string,
): { readonly filter: Cors; readonly problems: readonly RuleProblem[] } {
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [] } = cors
  // "The default value of `Access-Control-Max-Age` response header is 5 (seconds)."
  const maxAgeSeconds = cors.maxAge ?? 5
  const problems = [
    ...listProblems(`${path}.allowOrigins`, allowOrigins, { ...origins, isWildcardAlone: true }),
    ...listProblems(`${path}.allowMethods`, allowMethods, { ...methods, isWildcardAlone: true }),
    ...listProblems(`${path}.allowHeaders`, allowHeaders, { ...names, isWildcardAlone: true }),
    ...listProblems(`${path}.exposeHeaders`, exposeHeaders, names),
  ]
  if (!Number.isSafeInteger(maxAgeSeconds) || maxAgeSeconds < 0) {
    problems.push(valueNotServed(`${path}.maxAge`, maxAgeSeconds, 'a whole number of seconds'))
  }
  const filter: Cors = {
    type: 'CORS',
    allowOrigins,
    allowCredentials: cors.allowCredentials ?? false,
    allowMethods,
    allowHeaders,
    exposeHeaders,
    maxAgeSeconds,
  }
  return { filter, problems }
}

interface ListRule {
  readonly isServed: (value: string) => boolean
  readonly served: string
  /** "cannot contain '*' alongside other …": CEL rules of the CRD. */
  readonly isWildcardAlone?: boolean
}

function listProblems(
  path: string,
  values: readonly string[],
  { isServed, served, isWildcardAlone = false }: ListRule,
): RuleProblem[] {
  const problems = values.flatMap((value, index) =>
    value === '*' || isServed(value) ? [] : valueNotServed(`${path}[${index}]`, value, served),
  )
  if (isWildcardAlone && values.length > 1 && values.includes('*')) {
    problems.push(wildcardNotAlone(path))
  }
  return problems
}

/** The CRD's pattern, without ports that there are not: it lets 0 and 99999 through. */
const originShape =
  /^https?:\/\/(?:(?:\*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]+|\*)(?::([1-9][0-9]{0,4}))?$/i

const origins: ListRule = {
  isServed: (value) => {
    const [found, port] = originShape.exec(value) ?? []
    return found !== undefined && Number(port ?? 1) <= 65_535
  },
  served:
    'http://HOST or https://HOST (HOST can be * or begin with a * label; a port from 1 to 65535 is ' +
    'optional), or * alone',
}

const methods: ListRule = {
  isServed: (value) => httpMethods.includes(value),
  served: `${httpMethods.join(', ')}, or * alone`,
}

const names: ListRule = {
  isServed: (value) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/.test(value),
  served: 'the name of a header',
}
