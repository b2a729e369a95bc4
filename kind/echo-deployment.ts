// The pods behind a Service: `rauta echo`, out of Rauta's own image, so that a cluster which reaches no
// registry has backends too.
import type { V1Deployment, V1Service } from '@kubernetes/client-node'

export const controlPort = 3001

export interface EchoOptions {
  /** Rauta's. */
  readonly image: string
  /** How long a pod that ends still answers. */
  readonly drainDelay?: string
  /** A Secret of type kubernetes.io/tls: with it the port speaks TLS too. */
  readonly tlsSecret?: string
}

/** For a Service with a selector whose targetPorts are numbers: at most one TCP and one UDP. */
export function echoDeployment(
  { metadata, spec }: V1Service,
  { image, drainDelay = '5s', tlsSecret }: EchoOptions,
): V1Deployment {
  const { name = '', namespace = 'default' } = metadata ?? {}
  const labels = spec?.selector ?? {}
  const portOf = (protocol: string): number | undefined => {
    const written = spec?.ports?.find((port) => (port.protocol ?? 'TCP') === protocol)
    return written && Number(written.targetPort)
  }
  const port = portOf('TCP') ?? 3000
  const udpPort = portOf('UDP')
  const flags = [
    `--port=${port}`,
    ...(udpPort === undefined ? [] : [`--udp-port=${udpPort}`]),
    `--service=${name}`,
    `--drain-delay=${drainDelay}`,
    '--grace=5s',
    ...(tlsSecret === undefined ? [] : ['--tls-cert=/tls/tls.crt', '--tls-key=/tls/tls.key']),
  ]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 20,
          ...(tlsSecret && { volumes: [{ name: 'tls', secret: { secretName: tlsSecret } }] }),
          containers: [
            {
              name: 'echo',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['echo', ...flags],
              env: [
                fromField('POD_NAME', 'metadata.name'),
                fromField('POD_NAMESPACE', 'metadata.namespace'),
              ],
              ports: [
                { containerPort: port },
                ...(udpPort === undefined ? [] : [{ containerPort: udpPort, protocol: 'UDP' }]),
              ],
              ...(tlsSecret && { volumeMounts: [{ name: 'tls', mountPath: '/tls' }] }),
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

function fromField(name: string, fieldPath: string) {
  return { name, valueFrom: { fieldRef: { fieldPath } } }
}
