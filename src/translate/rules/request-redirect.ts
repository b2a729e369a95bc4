// RequestRedirect. "If redirect scheme is not-empty, the redirect port MUST be the well-known port
// associated with the redirect scheme … If redirect scheme is empty, the redirect port MUST be the
// Gateway Listener port" (HTTPRequestRedirectFilter.Port).
import { isIP } from 'node:net'
import type { HTTPRouteFilter } from '../../resources/gateway-api.ts'
import type { RequestRedirect } from '../../snapshot/routing-snapshot.ts'
import {
  filterHostnameIsAddress,
  redirectPortBeyondRange,
  type RuleProblem,
  unknownValue,
} from '../../status/conditions/rule-conditions.ts'
import { pathModifier, type RuleMatches } from './path-modifier.ts'

type Redirect = NonNullable<HTTPRouteFilter['requestRedirect']>

export function requestRedirect(
  redirect: Redirect,
  path: string,
  { rule, portOffset }: { readonly rule: RuleMatches; readonly portOffset: number },
): RequestRedirect | RuleProblem {
  const { scheme, hostname, statusCode } = redirect
  if (scheme !== undefined && !Object.hasOwn(wellKnownPorts, scheme)) {
    return unknownValue(`${path}.scheme`, scheme, 'http or https')
  }
  if (!statusCodes.includes(statusCode)) {
    return unknownValue(`${path}.statusCode`, statusCode, statusCodes.join(', '))
  }
  if (hostname !== undefined && isIP(hostname))
    return filterHostnameIsAddress(`${path}.hostname`, hostname)
  const modifier = redirect.path && pathModifier(redirect.path, `${path}.path`, rule)
  if (modifier && 'reason' in modifier) return modifier
  const port = portOf(redirect, portOffset)
  if (port !== undefined && port > 65_535 && scheme) {
    const wellKnown = wellKnownPorts[scheme]
    return redirectPortBeyondRange(path, scheme, { port: wellKnown, portOffset })
  }
  return {
    type: 'RequestRedirect',
    ...(scheme !== undefined && { scheme }),
    ...(hostname !== undefined && { hostname }),
    ...(modifier && { path: modifier }),
    ...(port !== undefined && { port }),
    statusCode,
  }
}

/** A port that the user wrote is as meant; one that the scheme implies is where this gateway has it. */
function portOf({ port, scheme }: Redirect, portOffset: number): number | undefined {
  if (port !== undefined) return port
  return scheme && wellKnownPorts[scheme] + portOffset
}

const wellKnownPorts = { http: 80, https: 443 } as const
const statusCodes: readonly number[] = [301, 302, 303, 307, 308]
