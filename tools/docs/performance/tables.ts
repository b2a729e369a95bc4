// The tables of docs/explanation/performance.md. Rates are ratios: the figures of one machine say little,
// how proxies compare in one run says more.
import { caseNamed, type Case } from '../../../bench/cases.ts'
import { sentenceOf } from '../../../bench/other-load.ts'
import { ratioTo, type Report } from '../../../bench/report.ts'
import { table } from '../markdown.ts'
import { benchResults, find, measuredCases, median } from './results.ts'

const compared = ['nginx', 'nginx with duties', 'haproxy', 'haproxy with duties', 'rauta'] as const

export const performanceBlocks: Readonly<Record<string, () => string>> = {
  performance: () => about(benchResults()),
  'performance-rates': () => rates(benchResults()),
  'performance-processor': () => processorTime(benchResults()),
  'performance-parts': () => parts(benchResults()),
  'performance-cores': () => onCores(benchResults()),
  'performance-latency': () => latency(benchResults()),
  'performance-memory': () => memory(benchResults()),
  'performance-changes': () => changes(benchResults()),
  'performance-summary': () => summary(benchResults()),
}

function about(report: Report): string {
  const { cpu, node, nginx, haproxy, date, cores } = report.about
  const programs = [cpu, `Node ${node}`, nginx, haproxy].filter(Boolean).join(', ')
  const measured = `Measured on ${date}: ${programs}; ${cores}; ${median(report)}.`
  return report.otherLoad ? `${measured} ${sentenceOf(report.otherLoad)}` : measured
}

function rates(report: Report): string {
  const others = compared.slice(1)
  return table(
    [
      '',
      'nginx, requests/s',
      ...others.map((proxy) => `${proxy}, of nginx`),
      'rauta, of nginx with duties',
      'failed',
    ],
    measuredCases(report).map((each) => rateRow(report, each)),
  )
}

function rateRow(report: Report, { name, title }: Case): readonly string[] {
  const nginx = find(report, name, 'nginx')
  const others = compared.slice(1).map((proxy) => rate(report, name, proxy, 'nginx'))
  const beside = rate(report, name, 'rauta', 'nginx with duties')
  const failed = find(report, name, 'rauta')?.failed ?? '–'
  return [title, whole(nginx?.requestsPerSecond), ...others, beside, `${failed}`]
}

function processorTime(report: Report): string {
  return table(
    ['CPU µs for a request', ...compared, 'rauta, of nginx with duties'],
    measuredCases(report).map((each) => processorRow(report, each)),
  )
}

function processorRow(report: Report, { name, title }: Case): readonly string[] {
  const own = find(report, name, 'rauta')
  const ratio = own && ratioTo('nginx with duties', own, report.cases, 'microsecondsPerRequest')
  const each = compared.map((proxy) => tenths(find(report, name, proxy)?.microsecondsPerRequest))
  return [title, ...each, shown(ratio)]
}

/** What stands beside the gateway in few cases: its own parts, and what it is made of. */
function parts(report: Report): string {
  const others = report.cases.filter(({ proxy }) => !compared.some((each) => each === proxy))
  return table(
    ['', 'CPU µs for a request', 'requests/s, of nginx', 'failed'],
    measuredCases(report).flatMap(({ name, title }) => {
      const own = others.filter((each) => each.case === name)
      const beside =
        own.length > 0 ? [find(report, name, 'nginx'), find(report, name, 'rauta')] : []
      return [...beside, ...own].flatMap((each) =>
        each
          ? [
              [
                `${title}: ${each.proxy}`,
                tenths(each.microsecondsPerRequest),
                shown(ratioTo('nginx', each, report.cases, 'requestsPerSecond')),
                `${each.failed}`,
              ],
            ]
          : [],
      )
    }),
  )
}

function onCores({ onCores: measured }: Report): string {
  if (measured.length === 0) return 'Not measured in this run.'
  const one = (proxy: string) =>
    measured.find((each) => each.proxy === proxy && each.workers === 1)?.requestsPerSecond
  return table(
    ['', 'workers', 'requests/s', 'of one worker', 'CPU µs for a request', 'failed'],
    measured.map((each) => [
      each.proxy,
      `${each.workers}`,
      whole(each.requestsPerSecond),
      shown(each.requestsPerSecond / (one(each.proxy) ?? Number.NaN)),
      tenths(each.microsecondsPerRequest),
      `${each.failed}`,
    ]),
  )
}

function latency({ latencies }: Report): string {
  if (latencies.length === 0) return 'Not measured in this run.'
  return table(
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'],
    latencies.map((each) => [
      `${titleOf(each.case)}: ${each.proxy}`,
      whole(each.requestsPerSecond),
      ...[each.p50Ms, each.p99Ms, each.p999Ms].map((ms) => ms.toFixed(2)),
      `${each.failed}`,
    ]),
  )
}

function memory({ memory: measured }: Report): string {
  if (measured.length === 0) return 'Not measured in this run.'
  return table(
    ['MiB', 'routes', 'idle', 'under load', '10 s after'],
    measured.map((each) => [
      each.proxy,
      each.routes === 0 ? 'a few' : whole(each.routes),
      ...[each.idleMiB, each.loadedMiB, each.restedMiB].map(whole),
    ]),
  )
}

function changes({ changes: measured }: Report): string {
  if (measured.length === 0) return 'Not measured in this run.'
  return table(
    ['routes loaded', 'a changed route is live after, ms', 'slowest, ms', 'first start, ms'],
    measured.map(({ routes, medianMs, slowestMs, startMs }) => [
      whole(routes),
      ...[medianMs, slowestMs, startMs].map(whole),
    ]),
  )
}

const headline = ['small', 'routes', 'tls', 'h2c', 'grpc'] as const

/** What a reader of the README wants to know first. */
function summary(report: Report): string {
  const { about: on, changes: measured, memory: taken } = report
  const lines = headline.flatMap((name) => {
    const own = find(report, name, 'rauta')
    if (!own) return []
    const ofNginx = [
      ['nginx', 'nginx'],
      ['nginx with duties', 'nginx with the same duties'],
    ].flatMap(([proxy = '', words]) => {
      const ratio = ratioTo(proxy, own, report.cases, 'requestsPerSecond')
      return ratio === undefined ? [] : [`${shown(ratio)} times the request rate of ${words}`]
    })
    const cost = `${own.microsecondsPerRequest.toFixed(0)} µs of processor time for a request`
    return [`- ${titleOf(name)}: ${ofNginx.join(', ')}; ${cost}.`]
  })
  const most = measured.at(-1)
  if (most)
    lines.push(
      `- A changed route among ${whole(most.routes)} is live after ${most.medianMs.toFixed(0)} ms.`,
    )
  const idle = taken.find(({ proxy, routes }) => proxy === 'rauta' && routes === 0)
  if (idle)
    lines.push(
      `- Memory: ${whole(idle.idleMiB)} MiB idle, ${whole(idle.loadedMiB)} MiB under load.`,
    )
  return `One core, ${on.cpu}, in one run with ${on.nginx}:\n\n${lines.join('\n')}`
}

function titleOf(name: string): string {
  return caseNamed(name)?.title ?? name
}

function rate(report: Report, name: string, proxy: string, other: string): string {
  const own = find(report, name, proxy)
  return shown(own && ratioTo(other, own, report.cases, 'requestsPerSecond'))
}

function shown(ratio: number | undefined): string {
  return ratio === undefined || Number.isNaN(ratio) ? '–' : ratio.toFixed(2)
}

function tenths(figure: number | undefined): string {
  return figure?.toFixed(1) ?? '–'
}

function whole(figure: number | undefined): string {
  return figure === undefined ? '–' : Math.round(figure).toLocaleString('en')
}
