// How others stand, from their published conformance reports for Gateway API v1.6
// (github.com/kubernetes-sigs/gateway-api, conformance/reports/v1.6), read in November 2026.
// Rauta's own row is a statement of what is there, not of a report: it has none yet.

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
    ['Rauta', 'no report yet: not run in a cluster', 'see the list above', '–', '–', '–', '–'],
  ],
} as const
