// The pods behind a Service of the guide: `rauta echo`, out of Rauta's own image, so that a cluster
// which reaches no registry has backends too.
import type { V1Deployment, V1Service } from '@kubernetes/client-node'

const controlPort = 3001

export interface EchoOptions {
  readonly image: string
  readonly replicas?: number
}

/** For a Service with a selector whose targetPort is a number. */
export function echoDeployment(service: V1Service, options: EchoOptions): V1Deployment {
  const { image, replicas = 1 } = options
  const { name = '', namespace = 'default' } = service.metadata ?? {}
  const labels = service.spec?.selector ?? {}
  const port = Number(service.spec?.ports?.[0]?.targetPort)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 20,
          containers: [
            {
              name: 'echo',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['echo', `--port=${port}`, `--service=${name}`],
              env: [
                variable('POD_NAME', 'metadata.name'),
                variable('POD_NAMESPACE', 'metadata.namespace'),
              ],
              ports: [{ containerPort: port }],
              readinessProbe: {
                httpGet: { path: '/readyz', port: controlPort },
                periodSeconds: 1,
              },
            },
          ],
        },
      },
    },
  }
}

function variable(name: string, fieldPath: string) {
  return { name, valueFrom: { fieldRef: { fieldPath } } }
}
