// Backends in the cluster: Deployments of `rauta echo`, out of the same image as Rauta itself, so that
// no registry is needed.
import type { V1Deployment, V1Service } from '@kubernetes/client-node'
import type { Named } from './kube.ts'

export const echoPort = 3000
export const controlPort = 3001

export interface BackendOptions extends Named {
  readonly image: string
  readonly labels?: Readonly<Record<string, string>>
  readonly replicas?: number
  /** How long a pod that ends still answers. */
  readonly drainDelay?: string
}

export function echoDeployment(options: BackendOptions): V1Deployment {
  const { namespace, name, image, replicas = 1, labels = { app: name } } = options
  const { drainDelay = '0s' } = options
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { ...labels } },
      template: {
        metadata: { labels: { ...labels } },
        spec: {
          terminationGracePeriodSeconds: 20,
          enableServiceLinks: false,
          containers: [
            {
              name: 'echo',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['echo', `--service=${name}`, `--drain-delay=${drainDelay}`, '--grace=5s'],
              env: [
                fromField('POD_NAME', 'metadata.name'),
                fromField('POD_NAMESPACE', 'metadata.namespace'),
              ],
              ports: [{ containerPort: echoPort }],
              readinessProbe: {
                httpGet: { path: '/readyz', port: controlPort },
                periodSeconds: 1,
                failureThreshold: 1,
                // On a busy machine a pod that answers late is no pod that is not ready.
                timeoutSeconds: 10,
              },
            },
          ],
        },
      },
    },
  }
}

export function echoService({ namespace, name }: Named): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: echoPort }] },
  }
}

function fromField(name: string, fieldPath: string) {
  return { name, valueFrom: { fieldRef: { fieldPath } } }
}
