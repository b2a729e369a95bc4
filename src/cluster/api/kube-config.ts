// How the API server is reached: as the pod that this process runs in, or as a person's kubectl does.
import type { ApiAccess } from './api-access.ts'
import { serviceAccount } from './service-account.ts'

/**
 * `file` wins; else the pod's service account, else KUBECONFIG or ~/.kube/config. `context` absent: the
 * current one. Rejects with one sentence.
 */
export async function loadKubeConfig(file?: string, context?: string): Promise<ApiAccess> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env
  if (file === undefined && context === undefined && host) return serviceAccount({ host, port })
  // Large, and not needed in a pod.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (file !== undefined) config.loadFromFile(file)
    else if (host) config.loadFromCluster()
    else config.loadFromDefault()
  } catch (cause) {
    // What a YAML parser says after its first line is the file itself, with its tokens.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new Error(
      `The kubeconfig cannot be read (${reason}): give another with --kubeconfig or KUBECONFIG`,
      { cause },
    )
  }
  if (
    config.getCurrentContext() === 'loaded-context' &&
    isNothing(config.getCurrentCluster()?.server)
  )
    throw notConfigured()
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name)
    if (!names.includes(context))
      throw new Error(
        `The kubeconfig has no context ${context} (it has ${names.join(', ')}): use one of these`,
      )
    config.setCurrentContext(context)
  }
  const server = config.getCurrentCluster()?.server
  if (file !== undefined && server === undefined)
    throw new Error(
      'The kubeconfig has no current context: choose one (kubectl config use-context NAME)',
    )
  if (server === undefined || isNothing(server)) throw notConfigured()
  if (!server.startsWith('https:'))
    throw new Error(
      `The API server's address in the kubeconfig is ${server}: give one that begins with https:`,
    )
  return config
}

/** client-node's answer where it finds nothing at all, in a context `loaded-context`. */
function isNothing(server: string | undefined): boolean {
  return server === 'http://localhost:8080'
}

function notConfigured(): Error {
  return new Error(
    'No cluster is configured: give --kubeconfig FILE, set KUBECONFIG, or run in a pod',
  )
}
