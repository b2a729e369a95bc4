// Reads origins, those that clients send and those that a CORS filter allows, and compares them. Apart,
// because what it lets pass is written into an answer: only what has the shape of an origin does.
import type { Cors } from '../../snapshot/routing-snapshot.ts'

/** `port` is the one that the scheme implies where none is given; 0 where a scheme implies none. */
export interface Origin {
  readonly scheme: string
  readonly host: string
  readonly port: number
}

/** As RFC 6454 §6.2 serialises it, in lower case; undefined for everything else, `null` too. */
export function parseOrigin(text: string): Origin | undefined {
  if (text.length > maxLength) return undefined
  const [, scheme = '', host = '', port] = shape.exec(text.toLowerCase()) ?? []
  if (scheme === '' || Number(port) > 65_535) return undefined
  return { scheme, host, port: port === undefined ? (defaultPorts.get(scheme) ?? 0) : Number(port) }
}

/** Whether `origin` is the value of a header Origin from where the filter allows requests. */
export function isAllowedOrigin(cors: Cors, origin: string): boolean {
  const allowed = allowedBy(cors)
  const parsed = parseOrigin(origin)
  // Documents of no origin, such as those in a sandbox, say `null`: no list can name them.
  if (!parsed) return allowed.isAny && origin === 'null'
  return allowed.isAny || allowed.exact.has(keyOf(parsed)) || allowed.wild.some(covers(parsed))
}

/** A scheme and a host of 253 characters at most, with room for schemes of browser extensions. */
const maxLength = 300

const shape =
  /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9][0-9]{0,4}))?$/

// "if not included, port `80` is assumed for `http` scheme origins, and port `443` is assumed for
// `https` origins. This may affect origin matching." (httproute_types.go)
const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
])

interface Allowed {
  readonly isAny: boolean
  readonly exact: ReadonlySet<string>
  /** Each `host` is what must stand to the right of the wildcard. */
  readonly wild: readonly Origin[]
}

const cachedOrigins = new WeakMap<Cors, Allowed>()

function allowedBy(cors: Cors): Allowed {
  let allowed = cachedOrigins.get(cors)
  if (!allowed) {
    const { allowOrigins } = cors
    allowed = {
      isAny: allowOrigins.includes('*'),
      exact: new Set(allowOrigins.flatMap((text) => keyOf(parseOrigin(text)) ?? [])),
      wild: allowOrigins.flatMap((text) => wildcardOrigin(text) ?? []),
    }
    cachedOrigins.set(cors, allowed)
  }
  return allowed
}

/** Read with a label in the wildcard's place, which is then cut off: `*.b.c` leaves `.b.c`, `*` nothing. */
function wildcardOrigin(text: string): Origin | undefined {
  if (!text.includes('://*')) return undefined
  const parsed = parseOrigin(text.replace('://*', '://x'))
  return parsed && { ...parsed, host: parsed.host.slice(1) }
}

/** "`*` is a greedy match to the _left_, including any number of DNS labels" (httproute_types.go). */
function covers({ scheme, host, port }: Origin): (wild: Origin) => boolean {
  return (wild) =>
    wild.scheme === scheme &&
    wild.port === port &&
    host.length > wild.host.length &&
    host.endsWith(wild.host)
}

function keyOf(origin: Origin): string
function keyOf(origin: Origin | undefined): string | undefined
function keyOf(origin: Origin | undefined): string | undefined {
  return origin && `${origin.scheme}://${origin.host}:${origin.port}`
}
