// The CRDs of Gateway API that a cluster has, as their annotations say.
export type InstalledCrds =
  | readonly InstalledCrd[]
  /** They could not be looked at, and why. */
  | { readonly unknown: string }

export interface InstalledCrd {
  /** `httproutes.gateway.networking.k8s.io` */
  readonly name: string
  /** `v1.7.0`; absent: it does not say. */
  readonly bundleVersion?: string
  /** `standard` or `experimental`; absent: it does not say. */
  readonly channel?: string
}
