// Kinds and groups that Gateway API had, by the names that they have now. Tutorials outlive them.

interface Renamed {
  readonly kind: string
  /** Of any group of Gateway API's. */
  readonly became: string
}

const renamed: readonly Renamed[] = [
  { kind: 'XListenerSet', became: 'ListenerSet of gateway.networking.k8s.io/v1' },
  { kind: 'ReferencePolicy', became: 'ReferenceGrant of gateway.networking.k8s.io/v1beta1' },
  {
    kind: 'BackendLBPolicy',
    became: 'XBackendTrafficPolicy of gateway.networking.x-k8s.io/v1alpha1',
  },
]

/** What a kind of an older release is called now, with its group; undefined where it never was one. */
export function newNameOf(group: string, kind: string): string | undefined {
  if (!groups.has(group)) return undefined
  return renamed.find((one) => one.kind === kind)?.became
}

/** `networking.x-k8s.io` was the group until v1alpha2. */
export function isFormerGroup(group: string): boolean {
  return group === 'networking.x-k8s.io'
}

const groups: ReadonlySet<string> = new Set([
  'gateway.networking.k8s.io',
  'gateway.networking.x-k8s.io',
  'networking.x-k8s.io',
])
