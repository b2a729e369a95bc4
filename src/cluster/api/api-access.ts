// How an API server is reached: what requests need to know of a kubeconfig or of a pod's service account.
import type { RequestOptions } from 'node:https'

/** @kubernetes/client-node's KubeConfig is one. */
export interface ApiAccess {
  /** Null: none is configured. */
  getCurrentCluster(): { readonly server: string; readonly proxyUrl?: string } | null
  /** Credentials as they are now, for one request. */
  applyToHTTPSOptions(options: RequestOptions): Promise<void>
}
