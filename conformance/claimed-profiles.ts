// The conformance profiles that Rauta claims, by the suite's names: `make conformance` reports on these
// unless PROFILES names others. A profile is added in the change that passes it.
export const claimedProfiles: readonly string[] = [
  'GATEWAY-HTTP',
  'GATEWAY-GRPC',
  'GATEWAY-TLS',
  'GATEWAY-TCP',
  'GATEWAY-UDP',
]
