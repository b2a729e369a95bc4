// What `make bench` measured last, as it is committed; and how one proxy stands beside another in it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cases, type Case } from '../../../bench/cases.ts'
import type { Measured } from '../../../bench/measure.ts'
import type { Report } from '../../../bench/report.ts'

export function benchResults(): Report {
  const file = join(import.meta.dirname, '../../../bench/results.json')
  return JSON.parse(readFileSync(file, 'utf8')) as Report
}

/** The cases that were measured, in the order of bench/cases.ts. */
export function measuredCases({ cases: measured }: Report): readonly Case[] {
  return cases.filter(({ name }) => measured.some((each) => each.case === name))
}

export function find(report: Report, name: string, proxy: string): Measured | undefined {
  return report.cases.find((each) => each.case === name && each.proxy === proxy)
}

export function median(report: Report): string {
  const { rounds, seconds } = report
  return rounds === 1
    ? `one round of ${seconds} s`
    : `medians of ${rounds} rounds of ${seconds} s, taken in turns`
}
