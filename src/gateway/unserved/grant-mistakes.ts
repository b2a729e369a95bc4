// What is wrong with the kinds that a ReferenceGrant names: it has no status that could say that the entry permits nothing.
import type { ReferenceGrant } from '../../resources/gateway-api.ts'
import { routeKinds } from '../../resources/resource-set.ts'
import { type KindsThere, mistakenKind, type NamedKind } from './mistaken-kind.ts'
import type { Scope } from './mistaken-kind.ts'

export function grantMistakes({ spec }: ReferenceGrant, scope: Scope): readonly string[] {
  return [
    ...mistakesOf('spec.from', spec.from, { ...referring, scope }),
    ...mistakesOf('spec.to', spec.to, { ...referredTo, scope }),
  ]
}

const referring = kindsOf('gateway.networking.k8s.io', ['Gateway', 'ListenerSet', ...routeKinds])
const referredTo = kindsOf('', ['Service', 'Secret', 'ConfigMap'])

/** A grant may be for references that Gateway API has no part in. */
function kindsOf(group: string, kinds: readonly string[]): KindsThere {
  return { allowed: kinds.map((kind) => ({ group, kind })), ofOthers: 'all' }
}

function mistakesOf(
  path: string,
  named: readonly NamedKind[],
  there: KindsThere & { readonly scope: Scope },
): readonly string[] {
  return named.flatMap((one, index) => {
    const mistake = mistakenKind(`${path}[${index}]`, one, there)
    return mistake === undefined ? [] : [`${mistake}; the entry permits nothing`]
  })
}
