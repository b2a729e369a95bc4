// A report for people: Gateways, then routes, backends and certificates, in each what is wrong first;
// what is fine is counted where there is much of it.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { textTable } from '../../observe/log/text-table.ts'
import { gatewayLines, type Style } from './gateway-lines.ts'
import { objectLines } from './object-lines.ts'
import {
  type BackendReport,
  type CertificateReport,
  countWarnings,
  countWrong,
  isBackendWrong,
  isExpired,
  isExpiringSoon,
  isGatewayWrong,
  isObjectWrong,
  type StatusReport,
  type UnservedReport,
  spokenName,
} from '../../gateway/status/status-report.ts'

const manyWarnings = 20

/** Gateways that are fine. */
const manyGateways = 20

export function statusText(report: StatusReport, style: Style): string {
  const { colours, isAll } = style
  const { gateways, routes, others, backends, certificates, unserved, mistakes } = report
  const few = (fine: number, many = 0) => (isAll || fine <= many ? Infinity : many)
  const sections = [
    [`Rauta at ${printable(report.source)}`],
    mistakes.map((line) => `${colours.red('✘')} ${printable(line)}`),
    gateways.length === 0
      ? ['No Gateway of Rauta found.']
      : limited(gateways, {
          what: 'Gateway',
          isWrong: isGatewayWrong,
          keep: (fine) => few(fine, manyGateways),
          lines: (shown) => shown.flatMap((gateway) => gatewayLines(gateway, style)),
        }),
    titled(
      'Routes',
      colours,
      limited(routes, {
        what: 'route',
        isWrong: isObjectWrong,
        keep: few,
        lines: (shown) => shown.flatMap((route) => objectLines(route, colours)),
      }),
    ),
    titled(
      'Classes, ListenerSets and policies',
      colours,
      others.some(isObjectWrong) || isAll
        ? limited(others, {
            what: 'object',
            isWrong: isObjectWrong,
            keep: few,
            lines: (shown) => shown.flatMap((other) => objectLines(other, colours)),
          })
        : [],
    ),
    titled(
      'Backends',
      colours,
      limited(backends, {
        what: 'backend',
        isWrong: isBackendWrong,
        keep: few,
        lines: (shown) => textTable(shown.map((backend) => backendRow(backend, colours))),
      }),
    ),
    titled(
      'Certificates',
      colours,
      limited(certificates, {
        what: 'certificate',
        isWrong: (one) => isExpired(one) || isExpiringSoon(one),
        keep: few,
        lines: (shown) => textTable(shown.map((one) => certificateRow(one, colours))),
      }),
    ),
    titled(
      'Objects that no controller serves',
      colours,
      unserved.map((one) => unservedLine(one, colours)),
    ),
    titled('Warnings', colours, warningLines(report.warnings, style)),
    report.notes.map((note) => colours.dim(printable(note))),
    [verdict(report, colours)],
  ]
  return sections.flatMap((lines) => (lines.length > 0 ? lines.concat('') : [])).join('\n')
}

function titled(title: string, colours: Colours, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [colours.bold(title), ...lines]
}

interface Limits<T> {
  readonly what: string
  readonly isWrong: (item: T) => boolean
  /** How many of those that are fine are shown. */
  readonly keep: (fine: number) => number
  readonly lines: (shown: readonly T[]) => readonly string[]
}

function limited<T>(items: readonly T[], { what, isWrong, keep, lines }: Limits<T>): string[] {
  const wrong = items.filter(isWrong)
  const fine = items.filter((item) => !isWrong(item))
  const shown = fine.slice(0, keep(fine.length))
  const left = fine.length - shown.length
  const are = left === 1 ? `1 ${what} is` : `${left} ${what}s are`
  return [...lines(wrong.concat(shown)), ...(left > 0 ? [`  ${are} fine`] : [])]
}

function backendRow(backend: BackendReport, colours: Colours): string[] {
  const { name, ready, total, inFlight, failing } = backend
  const mark = isBackendWrong(backend) ? colours.red('✘') : colours.green('✔')
  const count = total === 0 ? colours.red('no endpoints') : `${ready} of ${total} endpoints ready`
  const ejections = failing.map(({ name: endpoint, address, failures, ejectedForMs }) => {
    const until =
      ejectedForMs === 0 ? 'tried again next' : `ejected for ${Math.ceil(ejectedForMs / 1000)} s`
    const which = address.startsWith(`${endpoint}:`) ? address : `${endpoint} (${address})`
    return `${printable(which)} failed ${failures === 1 ? 'once' : `${failures} times`}, ${until}`
  })
  return [
    mark,
    printable(name),
    count,
    inFlight === undefined ? '' : `${inFlight} in flight`,
    ejections.join('; '),
  ]
}

function certificateRow(certificate: CertificateReport, colours: Colours): string[] {
  const { name, names } = certificate
  const mark = isExpired(certificate)
    ? colours.red('✘')
    : isExpiringSoon(certificate)
      ? colours.yellow('!')
      : colours.green('✔')
  return [mark, printable(name), printable(names.join(', ')), lifeText(certificate)]
}

function lifeText({ daysLeft }: CertificateReport): string {
  if (daysLeft === undefined) return 'cannot be read'
  // Whole days, rounded down: the last 24 hours are 0, those after the end -1.
  if (daysLeft < 0) return daysLeft === -1 ? 'expired' : `expired ${days(-daysLeft - 1)} ago`
  return daysLeft === 0 ? 'expires within a day' : `${days(daysLeft)} left`
}

function unservedLine(one: UnservedReport, colours: Colours): string {
  return `${colours.red('✘')} ${colours.bold(printable(spokenName(one)))}: ${printable(one.message)}`
}

function warningLines(warnings: readonly string[], { colours, isAll }: Style): string[] {
  const shown = isAll ? warnings : warnings.slice(0, manyWarnings)
  const left = warnings.length - shown.length
  return [
    ...shown.map((text) => `${colours.yellow('!')} ${printable(text)}`),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ]
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}

function verdict(report: StatusReport, colours: Colours): string {
  const wrong = countWrong(report)
  const isEmpty = report.gateways.length + report.routes.length + report.others.length === 0
  if (wrong === 0 && isEmpty) return 'Nothing to show.'
  const warnings = countWarnings(report)
  if (wrong === 0 && warnings === 0) return colours.green('All fine.')
  if (wrong === 0)
    return colours.yellow(
      `Nothing is wrong; ${warnings === 1 ? '1 warning' : `${warnings} warnings`}.`,
    )
  return colours.red(wrong === 1 ? '1 thing is wrong.' : `${wrong} things are wrong.`)
}
