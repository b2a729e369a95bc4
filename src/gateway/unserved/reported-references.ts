// Of the references of one object, what is told of those that lead nowhere.
import type { Scope } from './mistaken-kind.ts'

export interface FollowedReference {
  /** Its group and kind are of nothing that anybody has. */
  readonly mistake: string | undefined
  /** It is right, and what it names is not there. */
  readonly missing: string | undefined
}

/** In a cluster an object with a reference that leads somewhere is that controller's to judge. */
export function reportedReferences(
  references: readonly FollowedReference[],
  scope: Scope,
): readonly string[] {
  const tellsMissing =
    scope === 'manifests' || references.every(({ mistake, missing }) => mistake ?? missing)
  return references.flatMap(
    ({ mistake, missing }) => mistake ?? (tellsMissing ? missing : undefined) ?? [],
  )
}
