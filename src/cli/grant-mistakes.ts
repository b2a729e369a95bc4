// What is wrong with the kinds that a ReferenceGrant names: it has no status that could say that it permits
// nothing.
import type { ReferenceGrant } from '../resources/gateway-api.ts'
import { routeKinds } from '../resources/resource-set.ts'
import { mistakenKind, type NamedKind } from './mistaken-kind.ts'
import type { Scope } from './why-not-ours.ts'

export function grantMistakes({ spec }: ReferenceGrant, scope: Scope): readonly string[] {
  return [
    ...mistakesOf('spec.from', spec.from, { allowed: referring, scope }),
    ...mistakesOf('spec.to', spec.to, { allowed: referredTo, scope }),
  ]
}

const referring: readonly NamedKind[] = ['Gateway', 'ListenerSet', ...routeKinds].map((kind) => ({
  group: 'gateway.networking.k8s.io',
  kind,
}))
const referredTo: readonly NamedKind[] = ['Service', 'Secret', 'ConfigMap'].map((kind) => ({
  group: '',
  kind,
}))

function mistakesOf(
  path: string,
  named: readonly NamedKind[],
  among: { readonly allowed: readonly NamedKind[]; readonly scope: Scope },
): readonly string[] {
  return named.flatMap((one, index) => {
    const mistake = mistakenKind(`${path}[${index}]`, one, among)
    return mistake === undefined ? [] : [`${mistake}; it permits nothing`]
  })
}
