// CLUSTER of the environment. `auto` is k3s in a container: a cluster that somebody works with is
// used only when it is asked for by name.

const choices = ['auto', 'k3s', 'kind', 'existing'] as const
export type ClusterChoice = (typeof choices)[number]

export function clusterChoice(value: string | undefined): ClusterChoice {
  if (value === undefined || value === '') return 'auto'
  const choice = choices.find((known) => known === value)
  if (choice === undefined)
    throw new Error(`CLUSTER is one of ${choices.join(', ')}; it is ${JSON.stringify(value)}`)
  return choice
}
