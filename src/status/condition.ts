/** A metav1.Condition without its time. `message` names field path, object, what was looked for and the fix. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  /** The generation of the object that was judged. */
  readonly observedGeneration?: number
}
