// The name of the cluster that `make kind-up` brings up: its container's, and its kubeconfig's.

/** `value` is KIND_CLUSTER of the environment: another name is another cluster beside the first. */
export function stayingName(value: string | undefined): string {
  if (value === undefined || value === '') return 'rauta'
  if (!/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/.test(value))
    throw new Error(
      `KIND_CLUSTER is a name of lower-case letters, digits and hyphens; it is ${JSON.stringify(value)}`,
    )
  return value
}
