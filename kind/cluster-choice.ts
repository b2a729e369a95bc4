// CLUSTER of the environment, and what `auto` stands for. A cluster that somebody works with is used
// only when it is asked for by name: a KUBECONFIG that is exported for other work is no such wish.

const choices = ['auto', 'k3s', 'kind', 'existing'] as const
export type ClusterChoice = (typeof choices)[number]

/** A way that is settled. */
export type ClusterKind = Exclude<ClusterChoice, 'auto'>

export function clusterChoice(value: string | undefined): ClusterChoice {
  if (value === undefined || value === '') return 'auto'
  const choice = choices.find((known) => known === value)
  if (choice === undefined)
    throw new Error(`CLUSTER is one of ${choices.join(', ')}; it is ${JSON.stringify(value)}`)
  return choice
}

export interface ClusterWish {
  readonly choice: ClusterChoice
  /** Whether the cluster is for a person, who may have kind, and not for a test. */
  readonly stays: boolean
  /** Asked only where it decides. */
  readonly isKindUsable: () => Promise<boolean>
}

/** What `auto` stands for: kind where it is installed, for a cluster that stays; else k3s. */
export async function clusterKind(wish: ClusterWish): Promise<ClusterKind> {
  const { choice, stays, isKindUsable } = wish
  if (choice !== 'auto') return choice
  return stays && (await isKindUsable()) ? 'kind' : 'k3s'
}
