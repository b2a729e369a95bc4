// Environment variables that no flag names. docs/reference/ lists them beside those of flags, and a
// test walks the code for others.

export const environmentVariables: Readonly<Record<string, string>> = {
  KUBECONFIG:
    'The kubeconfig of `rauta run` and `rauta status --kubeconfig` outside a pod, where the flag names no file. Default: `~/.kube/config`.',
  KUBERNETES_SERVICE_HOST:
    'Kubernetes sets it in every container. Where it is set, `rauta run` uses the service account of the pod and joins the pods that serve the cluster.',
  NODE_OPTIONS:
    'Options of Node.js. `--max-old-space-size=MIB` sets the limit of the heap (default: half of the memory of the control group, at least 256 MiB, up to 4 GiB).',
  NO_COLOR: 'Any value turns colours off. Colours are used on terminals only.',
  PATH: 'Where the command `ip` is looked for, in mode `pool`.',
  TERM: '`dumb` turns colours off.',
}
