// What passes: nobody but an attacker loses a request, and memory is given back. Where the machine sets a bound
// to everybody, nginx of the same run is the measure, and what the backend makes a client wait that asks it meanwhile,
// past the target, is not the target's.
import { allAttacks } from './all-attacks.ts'
import { allDays } from './days/all-days.ts'
import { median } from '../../bench/median.ts'
import type { TargetReport } from './report.ts'

interface Check {
  readonly sentence: string
  readonly isGood: boolean
}

/** Far above what is aimed at (100 ms), so that a busy machine is no failure; far below a client's patience. */
const usualBoundMs = 1_000
/** Of the median peak of the last third beside that of the middle one: single peaks differ by that without a leak. */
const mostGrowth = 1.15
/** After a minute of rest. */
const restAboveStartMiB = 100

export function checksOf(report: TargetReport, nginx: TargetReport | undefined): Check[] {
  const { inputs, startMiB, restMiB } = report
  const days = report.days.map(({ day, requests, failed }) => {
    const others = nginx?.days.find((each) => each.day === day)?.failed ?? Number.POSITIVE_INFINITY
    const { mayLose = 0 } = allDays.find(({ name }) => name === day)!
    return {
      sentence: `${day}: ${failed} failed`,
      isGood: failed <= (mayLose === 'as nginx' ? others + requests / 100 : mayLose),
    }
  })
  const attacks = report.outcomes.map(({ attack, isAlive, failed, worstMs, backendWorstMs }) => {
    const { boundMs = usualBoundMs } = allAttacks.find(({ name }) => name === attack)!
    const others = nginx?.outcomes.find((each) => each.attack === attack)?.worstMs ?? 0
    return {
      sentence: `${attack}: ${failed} failed, worst ${worstMs.toFixed(0)} ms (backend ${backendWorstMs.toFixed(0)} ms)`,
      isGood: isAlive && failed === 0 && worstMs - backendWorstMs <= Math.max(boundMs, 2 * others),
    }
  })
  const hidden = inputs
    ? [{ sentence: `${inputs.smuggled} requests smuggled`, isGood: inputs.smuggled === 0 }]
    : []
  const memory = {
    sentence: `${restMiB?.toFixed(0)} MiB at rest, ${startMiB.toFixed(0)} MiB at start`,
    isGood: restMiB !== undefined && restMiB <= startMiB + restAboveStartMiB,
  }
  const flat = (report.longAttacks ?? []).map(({ attack, peaksMiB }) => ({
    sentence: `${attack}, again and again: ${peaksMiB.map(Math.round).join(', ')} MiB`,
    isGood: isFlat(peaksMiB),
  }))
  return [...days, ...hidden, ...attacks, ...flat, memory]
}

/** Whether memory does not depend on how often it was attacked, once the heap has what such an attack takes. */
export function isFlat(peaksMiB: readonly number[]): boolean {
  const third = peaksMiB.length / 3
  return median(peaksMiB.slice(2 * third)) <= median(peaksMiB.slice(third, 2 * third)) * mostGrowth
}
