// What a person may say to `make conformance`, by variables of make or of the environment.
import {
  gatewayApiVersion,
  isPinned,
  type PinnedVersion,
  pinnedVersions,
} from '../tools/generate/crds.ts'
import { claimedProfiles } from './claimed-profiles.ts'

export interface ConformanceOptions {
  /** Of Gateway API: the suite's, and that of the CRDs in the cluster. */
  readonly version: PinnedVersion
  /** The report has a part on each; the tests that run follow from the features that are published. */
  readonly profiles: readonly string[]
  /** The ShortName of the one test to run; without it the whole suite runs. */
  readonly test: string | undefined
  /** How often, one after another against the same cluster. */
  readonly runs: number
  /** Whether the report goes to conformance/reports when all passed. */
  readonly publishesReport: boolean
  /** Of an existing cluster, whose network is not known here: addresses for Gateways. */
  readonly poolRange: string | undefined
  /** Of `rauta run`, beside those of the manifest. */
  readonly flags: readonly string[]
}

export function conformanceOptions(
  environment: Readonly<Record<string, string | undefined>>,
): ConformanceOptions {
  const of = (name: string) => environment[name]?.trim() || undefined
  const runs = of('RUNS') ?? '1'
  if (!/^[1-9]\d?$/.test(runs)) throw new Error(`RUNS is a number from 1 to 99, not ${runs}`)
  const version = of('VERSION') ?? gatewayApiVersion
  if (!isPinned(version))
    throw new Error(`VERSION is ${pinnedVersions.join(' or ')}, not ${version}`)
  const test = of('TEST')
  const publishesReport = (of('REPORT') ?? '0') !== '0'
  if (publishesReport && test !== undefined)
    throw new Error('REPORT=1 needs the whole suite: leave TEST out')
  if (publishesReport && version !== gatewayApiVersion)
    throw new Error(`REPORT=1 is for ${gatewayApiVersion}: leave VERSION out`)
  const flags = of('FLAGS')?.split(/\s+/) ?? []
  if (publishesReport && flags.length > 0)
    throw new Error('REPORT=1 is for Rauta as it is installed: leave FLAGS out')
  return {
    version,
    profiles: of('PROFILES')?.split(/[\s,]+/) ?? claimedProfiles,
    test,
    runs: Number(runs),
    publishesReport,
    poolRange: of('POOL_RANGE'),
    flags,
  }
}
