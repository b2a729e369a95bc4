// Whether a cluster's CRDs are of a version that is supported: "defined by the
// gateway.networking.k8s.io/bundle-version annotation on the CRD. If implementations detect any Gateway API
// CRDs that either do not have this annotation set, or have it set to a version that is not recognized or
// supported by the implementation, this condition MUST be set to false" (gatewayclass_types.go). Support is
// "best effort" then: Accepted stays as it is.
import type { InstalledCrd, InstalledCrds } from '../resources/installed-crds.ts'
import type { Condition } from './condition.ts'
import { earlierGatewayApiVersion, gatewayApiVersion, minorOf } from './gateway-api-version.ts'
import { shortened } from './judged.ts'
import { quoted } from './quoted.ts'

/** `crds` absent: there is no cluster. */
export function supportedVersion(crds: InstalledCrds | undefined): Condition {
  if (crds === undefined) return fine(`${asDefined}, experimental channel included`)
  if ('unknown' in crds) return notKnown(crds.unknown)
  if (crds.length === 0) return notKnown('no CRD of Gateway API is installed')
  const others = crds.filter((crd) => !isSupported(crd))
  return others.length === 0
    ? fine(`The CRDs of the cluster have version ${inWords(crds)}. ${asDefined}`)
    : {
        type: 'SupportedVersion',
        status: 'False',
        reason: 'UnsupportedVersion',
        message: shortened(
          `The version of the CRDs ${namesOf(others)} is not supported: ${inWords(others)}; ` +
            `install the CRDs of ${gatewayApiVersion}. Until then, fields can be missing, and what uses a field of a later version is refused. ${asDefined}`,
        ),
      }
}

const asDefined = `Rauta reads objects as Gateway API ${gatewayApiVersion} defines them`
const supportedMinors = new Set([gatewayApiVersion, earlierGatewayApiVersion].map(minorOf))

function fine(message: string): Condition {
  return { type: 'SupportedVersion', status: 'True', reason: 'SupportedVersion', message }
}

function notKnown(why: string): Condition {
  const message = `The version of the CRDs in the cluster is unknown: ${why}. ${asDefined}`
  return { type: 'SupportedVersion', status: 'Unknown', reason: 'Pending', message }
}

function isSupported({ bundleVersion }: InstalledCrd): boolean {
  const minor = minorOf(bundleVersion ?? '')
  return minor !== undefined && supportedMinors.has(minor)
}

function namesOf(crds: readonly InstalledCrd[]): string {
  return crds.map(({ name }) => name.split('.')[0]).join(', ')
}

/** `v1.6.0 (standard channel)`, each once. */
function inWords(crds: readonly InstalledCrd[]): string {
  return [...new Set(crds.map(versionOf))].toSorted().join(' and ')
}

function versionOf({ bundleVersion, channel }: InstalledCrd): string {
  const version =
    bundleVersion === undefined
      ? 'no version (the annotation gateway.networking.k8s.io/bundle-version is missing)'
      : minorOf(bundleVersion) === undefined
        ? quoted(bundleVersion)
        : bundleVersion
  return channel === undefined ? version : `${version} (${quoted(channel).slice(1, -1)} channel)`
}
