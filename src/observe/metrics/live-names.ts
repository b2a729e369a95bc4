// The names that a snapshot has, for labels: series of others go.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { ruleNamesOf } from '../../snapshot/rule-names.ts'

export interface LiveNames {
  readonly listeners: ReadonlySet<string>
  readonly rules: ReadonlySet<string>
  readonly backends: ReadonlySet<string>
  /** `ADDRESS:PORT` */
  readonly sockets: ReadonlySet<string>
}

const known = new WeakMap<RoutingSnapshot, LiveNames>()

/** Made once a snapshot. */
export function liveNames(snapshot: RoutingSnapshot): LiveNames {
  return known.getOrInsertComputed(snapshot, namesIn)
}

function namesIn({ listeners, backends }: RoutingSnapshot): LiveNames {
  let rules: ReadonlySet<string> | undefined
  return {
    listeners: new Set(listeners.map(({ name }) => name)),
    // Of thousands of rules no name is asked for while none had a request.
    get rules() {
      return (rules ??= new Set(listeners.flatMap(ruleNamesOf)))
    },
    backends: new Set(Object.keys(backends)),
    sockets: new Set(listeners.map(socketOf)),
  }
}

/** As the proxy names it: IPv6 in brackets. */
function socketOf({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
