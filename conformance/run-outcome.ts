// What a run of the suite came to, and when that is good: the exit status of `go test` decides, and
// nothing that was planned may be missing, skipped or reported as less than a success.
import { type ConformanceReport, isComplete } from './report.ts'
import type { Tally, TestResult } from './tally.ts'

export interface RunOutcome {
  readonly results: readonly TestResult[]
  /** Planned, and never ended. */
  readonly left: readonly string[]
  readonly exitCode: number
  /** None when the suite broke off, or ran one test alone. */
  readonly report: ConformanceReport | undefined
  readonly seconds: number
}

export interface Counts {
  readonly passed: number
  readonly failed: number
}

export function outcomeOf(
  tally: Tally,
  rest: Pick<RunOutcome, 'exitCode' | 'report' | 'seconds'>,
): RunOutcome {
  return { results: tally.results(), left: tally.left(), ...rest }
}

/** A skipped test counts as failed: what is claimed has to be shown. */
export function countsOf({ results, left, exitCode, report }: RunOutcome): Counts {
  const passed = results.filter(({ outcome }) => outcome === 'passed').length
  const failed = results.length - passed + left.length
  const isClean = exitCode === 0 && (report === undefined || isComplete(report))
  return { passed, failed: failed === 0 && !isClean ? 1 : failed }
}

export function sumOf(counts: readonly Counts[]): Counts {
  const sum = { passed: 0, failed: 0 }
  for (const { passed, failed } of counts) {
    sum.passed += passed
    sum.failed += failed
  }
  return sum
}
