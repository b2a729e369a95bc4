import test from 'ava'
import { failures, profileTable, runTable } from './result-tables.ts'
import type { RunOutcome } from './run-outcome.ts'

const http = {
  name: 'GATEWAY-HTTP',
  core: ['Gateway', 'HTTPRoute'],
  extended: ['HTTPRouteMethodMatching', 'HTTPRouteCORS'],
}
const tests = [
  { name: 'A', features: ['Gateway'] },
  { name: 'B', features: ['Gateway', 'HTTPRouteMethodMatching'] },
  { name: 'C', features: ['Gateway', 'HTTPRoute', 'TLSRoute'] },
]
const outcome: RunOutcome = {
  results: [
    { name: 'A', outcome: 'passed', seconds: 1, output: '', reasons: [] },
    { name: 'B', outcome: 'failed', seconds: 2.34, output: '', reasons: ['expected 200, got 404'] },
  ],
  left: ['C'],
  exitCode: 1,
  report: undefined,
  seconds: 61,
}

test('tests are counted by profile and level, and those of none too', (t) => {
  const catalogue = { profiles: [http], tests }
  const features = ['Gateway', 'HTTPRouteMethodMatching', 'TLSRoute']
  const run = { catalogue, profiles: ['GATEWAY-HTTP'], planned: tests, features }
  t.deepEqual(profileTable(outcome, run), [
    'profile          level     passed  failed  skipped  not run',
    'GATEWAY-HTTP     core      1       0       0        0',
    'GATEWAY-HTTP     extended  0       1       0        0        1 of 2 features',
    'of none of them            0       0       0        1',
  ])
})

test('a failure says why, and what never ran is named', (t) => {
  t.deepEqual(failures(outcome), [
    '✘ B: failed after 2.3 s',
    '    expected 200, got 404',
    '✘ not run: C',
  ])
})

test('runs stand side by side', (t) => {
  t.deepEqual(runTable([outcome]), [
    'run  passed  failed  exit status  time',
    '1    1       2       1            61 s',
  ])
})
