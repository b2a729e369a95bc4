// What has come of each test of a run, out of the events of `go test`. The report is no source for that:
// it is written before the tests that run in parallel have run, and counts each of them as passed.
import { failureLines } from './failure-lines.ts'
import type { GoTestEvent } from './go-test-events.ts'

export type Outcome = 'passed' | 'failed' | 'skipped'

export interface TestResult {
  readonly name: string
  readonly outcome: Outcome
  /** From the start to the end; Go's own figure leaves out parts that run in parallel. */
  readonly seconds: number
  /** All that the test wrote. */
  readonly output: string
  /** Of a failed one: what to read first. */
  readonly reasons: readonly string[]
}

export interface Tally {
  /** The test that ended with this event, if one did. */
  take(event: GoTestEvent): TestResult | undefined
  results(): readonly TestResult[]
  /** Planned and not ended. */
  left(): readonly string[]
  running(): readonly string[]
  /** What the suite wrote outside of tests: its setup, its cleanup, its end. */
  suiteOutput(): string
}

const outcomes: Readonly<Record<string, Outcome>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
}

export function createTally(planned: readonly string[]): Tally {
  const outputs = new Map<string, string>()
  const results = new Map<string, TestResult>()
  /** By name, since when. */
  const running = new Map<string, number>()
  const end = (name: string, { action, timeMs }: GoTestEvent): TestResult | undefined => {
    const outcome = outcomes[action]
    // A test that nobody planned is one whose features are not claimed: the suite skips it.
    if (!outcome || (outcome === 'skipped' && !planned.includes(name))) return undefined
    const output = outputs.get(name) ?? ''
    const reasons = outcome === 'passed' ? [] : failureLines(output)
    const seconds = (timeMs - (running.get(name) ?? timeMs)) / 1000
    const result = { name, outcome, seconds, output, reasons }
    results.set(name, result)
    running.delete(name)
    return result
  }
  return {
    take(event) {
      const [, name = '', part] = event.test?.split('/') ?? []
      if (event.output !== undefined) outputs.set(name, (outputs.get(name) ?? '') + event.output)
      if (name === '' || part !== undefined) return undefined
      if (planned.includes(name) && ['run', 'cont'].includes(event.action))
        running.set(name, event.timeMs)
      if (event.action === 'pause') running.delete(name)
      return end(name, event)
    },
    results: () => [...results.values()],
    left: () => planned.filter((name) => !results.has(name)),
    running: () => [...running.keys()],
    suiteOutput: () => outputs.get('') ?? '',
  }
}
