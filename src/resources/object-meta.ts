/** What Rauta reads of `metadata` (k8s.io/apimachinery ObjectMeta). */
export interface ObjectMeta {
  readonly name: string
  /** Absent on cluster-scoped objects only. */
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly generation?: number
  readonly resourceVersion?: string
  readonly uid?: string
  /** RFC 3339. Objects read from files need not have one. */
  readonly creationTimestamp?: string
}
