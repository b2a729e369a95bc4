// The charts of docs/explanation/performance.md, by file.
import { ratioTo, type Report } from '../../../bench/report.ts'
import { barChart } from './bar-chart.ts'
import { benchResults, find, measuredCases } from './results.ts'

const series = [
  { name: 'nginx with duties', colour: '#8c959f' },
  { name: 'haproxy with duties', colour: '#bf8700' },
  { name: 'rauta', colour: '#1f7aec' },
] as const

const ofRates = {
  title: 'Requests a second on one core',
  unit: 'share of bare nginx; more is better',
  figure: 'requestsPerSecond',
  digits: 2,
} as const

const ofProcessorTime = {
  title: 'Processor time for a request',
  unit: 'multiple of bare nginx; less is better',
  figure: 'microsecondsPerRequest',
  digits: 1,
} as const

export const charts: Readonly<Record<string, () => string>> = {
  'docs/explanation/performance-rates.svg': () => chartOf(ofRates, benchResults()),
  'docs/explanation/performance-processor.svg': () => chartOf(ofProcessorTime, benchResults()),
}

function chartOf(
  { title, unit, figure, digits }: typeof ofRates | typeof ofProcessorTime,
  report: Report,
): string {
  const line = { at: 1, label: 'nginx' }
  return barChart({ title, unit, series, line, digits, groups: groupsOf(report, figure) })
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
