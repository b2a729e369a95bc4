// The end of a run, for a person: what passed by profile and level, what failed and why, and how several
// runs compare.
import { textTable } from '../src/observe/log/text-table.ts'
import { type Catalogue, levelOf, profileNamed, type SuiteTest } from './catalogue.ts'
import { countsOf, type RunOutcome } from './run-outcome.ts'

const levels = ['core', 'extended'] as const

export interface ProfilesOfRun {
  readonly catalogue: Catalogue
  readonly profiles: readonly string[]
  readonly planned: readonly SuiteTest[]
  /** What the GatewayClass publishes. */
  readonly features: readonly string[]
}

export function profileTable(outcome: RunOutcome, run: ProfilesOfRun): string[] {
  const profiles = run.profiles.map((name) => profileNamed(run.catalogue, name))
  const rows: string[][] = []
  for (const profile of profiles)
    for (const level of levels) {
      const tests = run.planned.filter((test) => levelOf(test, profile) === level)
      const claimed = profile.extended.filter((feature) => run.features.includes(feature))
      const of = `${claimed.length} of ${profile.extended.length} features`
      rows.push([profile.name, level, ...cells(outcome, tests), level === 'extended' ? of : ''])
    }
  const others = run.planned.filter((test) => !profiles.some((profile) => levelOf(test, profile)))
  if (others.length > 0) rows.push(['of none of them', '', ...cells(outcome, others), ''])
  return textTable([['profile', 'level', 'passed', 'failed', 'skipped', 'not run', ''], ...rows])
}

function cells({ results, left }: RunOutcome, tests: readonly SuiteTest[]): string[] {
  const names = new Set(tests.map(({ name }) => name))
  const count = (outcome: string) =>
    results.filter((result) => result.outcome === outcome && names.has(result.name)).length
  const notRun = left.filter((name) => names.has(name)).length
  return [count('passed'), count('failed'), count('skipped'), notRun].map(String)
}

export function failures({ results, left }: RunOutcome): string[] {
  const lines: string[] = []
  for (const { name, outcome, seconds, reasons } of results) {
    if (outcome === 'passed') continue
    lines.push(`✘ ${name}: ${outcome} after ${seconds.toFixed(1)} s`)
    for (const reason of reasons) lines.push(`    ${reason}`)
  }
  if (left.length > 0) lines.push(`✘ not run: ${left.join(', ')}`)
  return lines
}

export function runTable(outcomes: readonly RunOutcome[]): string[] {
  const rows = outcomes.map((outcome, index) => {
    const { passed, failed } = countsOf(outcome)
    const time = `${outcome.seconds.toFixed(0)} s`
    return [String(index + 1), String(passed), String(failed), String(outcome.exitCode), time]
  })
  return textTable([['run', 'passed', 'failed', 'exit status', 'time'], ...rows])
}
