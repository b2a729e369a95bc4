// A Gateway for people: a line for itself, one a listener, with what is wrong below.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { textTable } from '../../observe/log/text-table.ts'
import { complaintLines } from './object-lines.ts'
import {
  type GatewayReport,
  isGatewayWrong,
  type ListenerReport,
} from '../../gateway/status/status-report.ts'

export interface Style {
  readonly colours: Colours
  /** Not only what is wrong, where lists get long. */
  readonly isAll: boolean
}

/** Names of routes on a listener. */
const fewRoutes = 3
/** Listeners of one Gateway that are fine. */
const manyListeners = 20

export function gatewayLines(gateway: GatewayReport, style: Style): string[] {
  const { colours } = style
  const { namespace, name, className, addresses, problems, listeners, routes } = gateway
  const mark = isGatewayWrong(gateway) ? colours.red('✘') : colours.green('✔')
  const title = `${mark} ${colours.bold(printable(`Gateway ${namespace}/${name}`))}`
  const where = addresses.length === 0 ? 'no address' : addresses.join(', ')
  const wrong = listeners.filter((listener) => listener.problems.length > 0)
  const fine = listeners.filter((listener) => listener.problems.length === 0)
  const shown = style.isAll ? fine : fine.slice(0, manyListeners)
  const inOrder = wrong.concat(shown)
  const rows = textTable(inOrder.map((listener) => listenerRow(listener, style)))
  return [
    `${title}  class ${printable(className)}  ${printable(where)}`,
    ...complaintLines(problems, colours),
    ...inOrder.flatMap(({ problems: its }, index) =>
      [`    ${rows[index]}`].concat(complaintLines(its, colours).map((line) => `  ${line}`)),
    ),
    ...(fine.length > shown.length
      ? [`    … and ${fine.length - shown.length} more listeners without problems`]
      : []),
    ...(routes.length > 0
      ? [`    on listeners that fit: ${routesText(routes, routes.length, style)}`]
      : []),
  ]
}

function listenerRow(listener: ListenerReport, style: Style): string[] {
  const { name, listenerSet, port, protocol, hostname, places, isProgrammed, problems } = listener
  const { colours } = style
  const isWrong = problems.length > 0
  return [
    isWrong ? colours.red('✘') : colours.green('✔'),
    printable(listenerSet === undefined ? name : `${name} (ListenerSet ${listenerSet})`),
    printable(`${protocol} :${port ?? '?'}`),
    printable(hostname || '*'),
    isProgrammed ? printable(`bound ${places.join(', ')}`.trim()) : colours.red('not bound'),
    routesText(listener.routes, listener.attachedRoutes, style),
  ]
}

function routesText(names: readonly string[], attached: number, { isAll }: Style): string {
  const count = Math.max(attached, names.length)
  if (count === 0) return 'no routes'
  const shown = isAll ? names : names.slice(0, fewRoutes)
  const more = count - shown.length
  if (shown.length === 0) return count === 1 ? '1 route' : `${count} routes`
  return printable(shown.join(', ')) + (more > 0 ? ` and ${more} more` : '')
}
