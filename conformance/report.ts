// The suite's report, as far as it is read here
// (https://github.com/kubernetes-sigs/gateway-api/tree/main/conformance/reports).
import { parse } from 'yaml'

export interface ConformanceReport {
  readonly date: string
  readonly gatewayAPIChannel: string
  readonly gatewayAPIVersion: string
  readonly implementation: { readonly version: string; readonly project: string }
  readonly mode: string
  readonly profiles: readonly ProfileReport[]
}

export interface ProfileReport {
  readonly name: string
  readonly summary: string
  readonly core: Level
  /** Absent when no extended feature is claimed. */
  readonly extended?: Level & {
    readonly supportedFeatures?: readonly string[]
    readonly unsupportedFeatures?: readonly string[]
  }
}

export interface Level {
  readonly result: 'success' | 'partial' | 'failure'
  readonly statistics: {
    readonly Passed: number
    readonly Skipped: number
    readonly Failed: number
  }
  readonly failedTests?: readonly string[]
  readonly skippedTests?: readonly string[]
}

export function parseReport(text: string): ConformanceReport {
  return parse(text) as ConformanceReport
}

/** Upstream's pattern: "<API Channel>-<Implementation version>-<mode>-report.yaml". */
export function reportFileName(report: ConformanceReport): string {
  const { gatewayAPIChannel, implementation, mode } = report
  return `${gatewayAPIChannel}-${implementation.version}-${mode}-report.yaml`
}

/** Whether it says that everything was run and passed. */
export function isComplete({ profiles }: ConformanceReport): boolean {
  return (
    profiles.length > 0 &&
    profiles.every(({ core, extended }) =>
      [core, ...(extended ? [extended] : [])].every(({ result }) => result === 'success'),
    )
  )
}
