// Protocols beside WebSocket that a Service's endpoints are asked to upgrade to, by an annotation on it:
// `rauta.dev/upgrades: SPDY/3.1, tcp`. Never HTTP or TLS: what follows would be requests that no rule judged.
import type { Service } from '../../resources/core.ts'

const annotation = 'rauta.dev/upgrades'

/** RFC 9110 §7.8: a token, with another one as its version. */
const protocol = /^[!#$%&'*+\-.^_`|~0-9a-z]+(?:\/[!#$%&'*+\-.^_`|~0-9a-z]+)?$/
const ofHttpOrTls = /^(?:h2c?|h3|https?|tls)(?:\/|$)/

export interface RequestedUpgrades {
  /** Lower case, at least one. */
  readonly upgrades?: readonly string[]
  /** What is wrong with the annotation, which then does nothing. */
  readonly mistake?: string
}

export function upgradesOf({ metadata }: Service): RequestedUpgrades {
  const written = metadata.annotations?.[annotation]
  if (written === undefined) return {}
  const upgrades = written.split(',').map((one) => one.trim().toLowerCase())
  const wrong = upgrades.find((one) => !protocol.test(one) || ofHttpOrTls.test(one))
  if (wrong === undefined) return { upgrades }
  const shown = JSON.stringify(wrong.slice(0, 100))
  const why = ofHttpOrTls.test(wrong)
    ? 'is HTTP or TLS, which is never allowed'
    : 'is not a protocol'
  return {
    mistake: `annotation ${annotation}: ${shown} ${why}; use other protocols, such as "SPDY/3.1, tcp"`,
  }
}
