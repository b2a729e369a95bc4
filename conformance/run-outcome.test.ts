import test from 'ava'
import { isComplete, parseReport, reportFileName } from './report.ts'
import { countsOf, type RunOutcome, sumOf } from './run-outcome.ts'
import type { Outcome, TestResult } from './tally.ts'

const result = (name: string, outcome: Outcome): TestResult => ({
  name,
  outcome,
  seconds: 1,
  output: '',
  reasons: [],
})
const good: RunOutcome = {
  results: [result('A', 'passed'), result('B', 'passed')],
  left: [],
  exitCode: 0,
  report: undefined,
  seconds: 2,
}
const report = (core: string, extended: string) =>
  parseReport(`
gatewayAPIChannel: experimental
implementation: { version: 0.1.0 }
mode: pool
profiles:
  - { name: GATEWAY-HTTP, core: { result: ${core} }, extended: { result: ${extended} } }
`)

test('a run without a fault counts what passed', (t) => {
  t.deepEqual(countsOf(good), { passed: 2, failed: 0 })
  t.deepEqual(countsOf({ ...good, report: report('success', 'success') }), { passed: 2, failed: 0 })
})

test('skipped tests and tests that never ran count as failed', (t) => {
  const outcome = { ...good, results: [result('A', 'skipped')], left: ['B', 'C'], exitCode: 1 }
  t.deepEqual(countsOf(outcome), { passed: 0, failed: 3 })
})

test('the exit status and the report count where every test passed', (t) => {
  t.is(countsOf({ ...good, exitCode: 1 }).failed, 1)
  t.is(countsOf({ ...good, report: report('success', 'partial') }).failed, 1)
})

test('runs are summed', (t) => {
  t.deepEqual(sumOf([countsOf(good), countsOf({ ...good, exitCode: 1 })]), { passed: 4, failed: 1 })
})

test('a report is complete when every level of every profile is a success', (t) => {
  t.true(isComplete(report('success', 'success')))
  t.false(isComplete(report('failure', 'success')))
  t.false(isComplete({ ...report('success', 'success'), profiles: [] }))
})

test('a report is called by upstream’s pattern', (t) => {
  t.is(reportFileName(report('success', 'success')), 'experimental-0.1.0-pool-report.yaml')
})
