// The API server as a pod reaches it: address from the environment, credentials from files that the kubelet
// replaces (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). @kubernetes/client-node can do
// this, too, and takes 50 MiB and half a second to be loaded.
import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { ApiAccess } from './api-access.ts'

const usualFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface PodEnvironment {
  readonly host: string
  readonly port: string
  /** Where the token and the certificate of the API server's authority are. */
  readonly folder?: string
}

export function serviceAccount({ host, port, folder = usualFolder }: PodEnvironment): ApiAccess {
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`
  return {
    getCurrentCluster: () => ({ server }),
    async applyToHTTPSOptions(options) {
      const [ca, token] = await Promise.all([
        readFile(join(folder, 'ca.crt')),
        readFile(join(folder, 'token'), 'utf8'),
      ])
      Object.assign(options, { ca, headers: { authorization: `Bearer ${token.trim()}` } })
    },
  }
}
