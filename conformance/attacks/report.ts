// What a run of the attacks found, and the table that pages show of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InputReport } from './inputs/try-inputs.ts'
import type { Outcome } from './survive-attack.ts'
import type { TargetName } from './targets.ts'

export interface TargetReport {
  readonly target: TargetName
  readonly startMiB: number
  /** Lowest within a minute after the last attack. */
  readonly restMiB: number | undefined
  readonly days: readonly DayOutcome[]
  /** Absent: not tried in this run. */
  readonly inputs: InputReport | undefined
  readonly outcomes: readonly Outcome[]
  /** Absent: not measured in this run. */
  readonly longAttacks?: readonly LongAttack[]
}

/** The same attack again and again on a process of its own. */
export interface LongAttack {
  readonly attack: string
  /** The highest of each time. */
  readonly peaksMiB: readonly number[]
}

export interface DayOutcome {
  readonly day: string
  readonly requests: number
  readonly failed: number
  /** How many configurations answered. */
  readonly versions: number
}

export interface AttackReport {
  readonly about: { readonly cpu: string; readonly node: string; readonly nginx: string }
  readonly reports: readonly TargetReport[]
}

/** Of the last run whose results are committed. */
export function committedReport(): AttackReport {
  const file = join(import.meta.dirname, 'results.json')
  return JSON.parse(readFileSync(file, 'utf8')) as AttackReport
}

/** A row a bad day: requests of well-behaved clients that were lost. */
export function dayRows({ reports }: AttackReport): string[][] {
  const [first] = reports
  if (first === undefined) return []
  return first.days.map(({ day }) =>
    [day].concat(
      reports.map(({ days }) => `${days.find((each) => each.day === day)?.failed ?? '–'}`),
    ),
  )
}

export function inputRows({ reports }: AttackReport): string[][] {
  return reports.flatMap(({ target, inputs }) =>
    inputs ? [[target, `${inputs.tried}`, `${inputs.refused}`, `${inputs.smuggled}`]] : [],
  )
}

/** A row an attack: what each target's canary met. */
export function attackRows({ reports }: AttackReport): string[][] {
  const [first] = reports
  if (first === undefined) return []
  return first.outcomes.map(({ attack }) =>
    [attack].concat(
      reports.map(({ outcomes }) => sentenceOf(outcomes.find((each) => each.attack === attack))),
    ),
  )
}

export function memoryRows({ reports }: AttackReport): string[][] {
  return reports.map(({ target, startMiB, restMiB, outcomes }) => [
    target,
    mebibytes(startMiB),
    mebibytes(Math.max(...outcomes.map(({ peakMiB }) => peakMiB))),
    mebibytes(restMiB),
  ])
}

function sentenceOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '–'
  const { sent, failed, worstMs, backendWorstMs, isAlive } = outcome
  const state = isAlive ? '' : 'the process ended; '
  return `${state}${failed} of ${sent} failed, worst ${worstMs.toFixed(0)} ms (${backendWorstMs.toFixed(0)} ms)`
}

function mebibytes(value: number | undefined): string {
  return value === undefined ? 'ended' : `${value.toFixed(0)} MiB`
}
