// The charts of docs/explanation/performance.md, by file.
import { ratioTo, type Report } from '../../../bench/report.ts'
import { barChart } from './bar-chart.ts'
import { benchResults, find, measuredCases } from './results.ts'

const series = [
  { name: 'nginx with duties', colour: '#8c959f' },
  { name: 'haproxy with duties', colour: '#bf8700' },
  { name: 'rauta', colour: '#1f7aec' },
] as const

export const charts: Readonly<Record<string, () => string>> = {
  'docs/explanation/performance-rates.svg': () => rates(benchResults()),
  'docs/explanation/performance-processor.svg': () => processorTime(benchResults()),
}

export function rates(report: Report): string {
  return barChart({
    title: 'Requests a second on one core',
    unit: 'share of bare nginx; more is better',
    series,
    line: { at: 1, label: 'nginx' },
    digits: 2,
    groups: groupsOf(report, 'requestsPerSecond'),
  })
}

export function processorTime(report: Report): string {
  return barChart({
    title: 'Processor time for a request',
    unit: 'multiple of bare nginx; less is better',
    series,
    line: { at: 1, label: 'nginx' },
    digits: 1,
    groups: groupsOf(report, 'microsecondsPerRequest'),
  })
}

function groupsOf(report: Report, figure: 'requestsPerSecond' | 'microsecondsPerRequest') {
  return measuredCases(report).map(({ name, title }) => ({
    label: title,
    values: series.map(({ name: proxy }) => {
      const own = find(report, name, proxy)
      return own && ratioTo('nginx', own, report.cases, figure)
    }),
  }))
}
