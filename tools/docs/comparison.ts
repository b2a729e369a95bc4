// How others stand, from their published conformance reports for Gateway API v1.6
// (github.com/kubernetes-sigs/gateway-api, conformance/reports/v1.6), read in November 2026.
// Rauta's own row is out of its report here.
import { publishedReport } from '../../conformance/published-report.ts'

const { implementation, mode, profiles } = publishedReport()
const http = profiles.find(({ name }) => name === 'GATEWAY-HTTP')!
const { Passed: passed, Failed: failed, Skipped: skipped } = http.core.statistics
const has = (profile: string) => (profiles.some(({ name }) => name === profile) ? 'yes' : '–')

const published = (report: string) =>
  `[report](https://github.com/kubernetes-sigs/gateway-api/blob/main/conformance/reports/v1.6/${report})`

export const comparison = {
  columns: [
    'implementation',
    'HTTP core',
    'HTTP extended features of 38',
    'GRPC',
    'TLS',
    'TCP',
    'UDP',
    'source',
  ],
  rows: [
    ...[
      [
        'agentgateway v1.6.0',
        '37/37',
        '38',
        'yes',
        'yes',
        'yes',
        '–',
        'agentgateway-agentgateway/v1.6.0-report.yaml',
      ],
      ['kgateway v2.4.5', '37/37', '37', 'yes', 'yes', 'yes', '–', 'kgateway/v2.4.5-report.yaml'],
      [
        'Envoy Gateway v1.9.0',
        '37/37',
        '37',
        'yes',
        'yes',
        '–',
        '–',
        'envoy-gateway/experimental-v1.9.0-gateway-namespace-mode-report.yaml',
      ],
      [
        'Portus v0.2.12',
        '37/37',
        '35',
        'yes',
        'yes',
        'yes',
        'yes',
        'portus-gateway-portus/experimental-v0.2.12-default-report.yaml',
      ],
      [
        'Cilium v1.20.0',
        '37/37',
        '32',
        'yes',
        'yes',
        'yes',
        'yes',
        'cilium/experimental-v1.20.0-default-report.yaml',
      ],
      [
        'NGINX Gateway Fabric v2.7.0',
        '37/37',
        '30',
        'yes',
        'yes',
        'yes',
        'yes',
        'nginx-nginx-gateway-fabric/experimental-2.7.0-default-report.yaml',
      ],
      [
        'Traefik v3.7.10',
        '36, 1 skipped',
        '19',
        'core',
        'yes',
        '–',
        '–',
        'traefik-traefik/experimental-v3.7.10-default-report.yaml',
      ],
    ].map((row) => row.slice(0, -1).concat(published(row.at(-1) ?? ''))),
    [
      `Rauta ${implementation.version} (${mode} mode), v1.7`,
      `${passed}/${passed + failed + skipped}`,
      `${http.extended?.supportedFeatures?.length ?? 0} of 43`,
      ...['GATEWAY-GRPC', 'GATEWAY-TLS', 'GATEWAY-TCP', 'GATEWAY-UDP'].map(has),
      '[report](conformance/reports/v1.7.0/README.md)',
    ],
  ],
}
