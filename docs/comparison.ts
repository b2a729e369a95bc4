// How others stand, from their published conformance reports for Gateway API v1.6
// (github.com/kubernetes-sigs/gateway-api, conformance/reports/v1.6), read in November 2026.
// Rauta's own row is out of its report here.
import { publishedReport } from '../conformance/published-report.ts'

const { implementation, mode, profiles } = publishedReport()
const http = profiles.find(({ name }) => name === 'GATEWAY-HTTP')!
const { Passed: passed, Failed: failed, Skipped: skipped } = http.core.statistics
const has = (profile: string) => (profiles.some(({ name }) => name === profile) ? 'yes' : '–')

export const comparison = {
  columns: [
    'implementation (report)',
    'HTTP core',
    'HTTP extended features of 38',
    'GRPC',
    'TLS',
    'TCP',
    'UDP',
  ],
  rows: [
    ['agentgateway v1.3.1', '37/37', '38', 'yes', 'yes', '–', '–'],
    ['kgateway v2.4.0-rc.1', '37/37', '37', 'yes', 'yes', 'yes', '–'],
    ['Envoy Gateway v1.9.0 (namespace mode)', '37/37', '37', 'yes', 'yes', '–', '–'],
    ['Cilium v1.20.0 (experimental)', '37/37', '32', 'yes', 'yes', 'yes', 'yes'],
    ['NGINX Gateway Fabric 2.7.0-pre', '37/37', '30', 'yes', 'yes', 'yes', 'yes'],
    ['Traefik v3.7.10', '36, 1 skipped', '19', 'core', 'yes', '–', '–'],
    [
      `Rauta ${implementation.version} (${mode} mode)`,
      `${passed}/${passed + failed + skipped}`,
      String(http.extended?.supportedFeatures?.length ?? 0),
      ...['GATEWAY-GRPC', 'GATEWAY-TLS', 'GATEWAY-TCP', 'GATEWAY-UDP'].map(has),
    ],
  ],
} as const
