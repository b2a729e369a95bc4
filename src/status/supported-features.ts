// The one list of what is claimed, by the spec's names (pkg/features of sigs.k8s.io/gateway-api). A
// feature is added in the change that serves it. "It MUST be sorted in ascending alphabetical order"
// (gatewayclass_types.go). Names are those of today's release; CRDs of the one before have their own.

import type { InstalledCrds } from '../resources/installed-crds.ts'
import { earlierGatewayApiVersion, minorOf } from './gateway-api-version.ts'

export const supportedFeatures = [
  'BackendTLSPolicy',
  'BackendTLSPolicySANValidation',
  'GRPCRoute',
  'GRPCRouteNamedRouteRule',
  'GRPCRouteRequestHeaderModifier',
  'Gateway',
  'GatewayAddressEmpty',
  'GatewayBackendClientCertificate',
  'GatewayFrontendClientCertificateValidation',
  'GatewayFrontendClientCertificateValidationInsecureFallback',
  'GatewayHTTPListenerIsolation',
  'GatewayHTTPSListenerDetectMisdirectedRequests',
  'GatewayInfrastructure',
  'GatewayPort8080',
  'GatewayRouteHostnameIntersectionPrecedence',
  'GatewayStaticAddresses',
  'HTTPRoute',
  'HTTPRoute303RedirectStatusCode',
  'HTTPRoute307RedirectStatusCode',
  'HTTPRoute308RedirectStatusCode',
  'HTTPRouteBackendProtocolH2C',
  'HTTPRouteBackendProtocolWebSocket',
  'HTTPRouteBackendRequestHeaderModification',
  'HTTPRouteBackendTimeout',
  'HTTPRouteBackendURLRewrite',
  'HTTPRouteCORS',
  'HTTPRouteDestinationPortMatching',
  'HTTPRouteHostRewrite',
  'HTTPRouteMethodMatching',
  'HTTPRouteNamedRouteRule',
  'HTTPRouteParentRefPort',
  'HTTPRoutePathRedirect',
  'HTTPRoutePathRewrite',
  'HTTPRoutePortRedirect',
  'HTTPRouteQueryParamMatching',
  'HTTPRouteRequestMirror',
  'HTTPRouteRequestMultipleMirrors',
  'HTTPRouteRequestPercentageMirror',
  'HTTPRouteRequestTimeout',
  'HTTPRouteResponseHeaderModification',
  'HTTPRouteRetryCodes',
  'HTTPRouteRetryConnectionError',
  'HTTPRouteSchemeRedirect',
  'ListenerSet',
  'ReferenceGrant',
  'TCPRoute',
  'TLSRoute',
  'TLSRouteModeMixed',
  'TLSRouteModeTerminate',
  'UDPRoute',
] as const

/** What the release before calls what has another name there, or none. */
const earlierNames: Readonly<Record<string, readonly string[]>> = {
  GRPCRouteRequestHeaderModifier: [],
  GatewayRouteHostnameIntersectionPrecedence: [],
  HTTPRouteBackendURLRewrite: [],
  HTTPRouteRetryCodes: ['HTTPRouteRetry', 'HTTPRouteRetryBackendTimeout'],
}

export const earlierFeatures: readonly string[] = supportedFeatures
  .flatMap((name) => earlierNames[name] ?? [name])
  .toSorted()

/** By the names that the cluster's release has. */
export function featuresOf(crds: InstalledCrds | undefined): readonly string[] {
  const isEarlier =
    Array.isArray(crds) &&
    crds.some(({ bundleVersion = '' }) => minorOf(bundleVersion) === earlierMinor)
  return isEarlier ? earlierFeatures : supportedFeatures
}

const earlierMinor = minorOf(earlierGatewayApiVersion)
