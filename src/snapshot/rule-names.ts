// The rules of a listener by name, whatever it speaks; a rule with several matches comes as often.
import type { Listener } from './routing-snapshot.ts'

export function ruleNamesOf(listener: Listener): readonly string[] {
  switch (listener.protocol) {
    case 'HTTP':
    case 'HTTPS':
      return listener.hosts.flatMap(({ matches }) => matches.map(({ rule }) => rule.name))
    case 'TLS':
      return listener.serverNames.map(({ rule }) => rule.name)
    case 'TCP':
    case 'UDP':
      return listener.rule ? [listener.rule.name] : []
  }
}
