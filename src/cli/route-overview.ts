// What is served, for a person: listeners, the routes on each, and a curl line for every rule.
import type { Colours } from '../observe/colours.ts'
import { printable } from '../observe/printable.ts'
import { routeTableOf } from '../proxy/routing/route-table.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import { httpListeners } from '../snapshot/http-listeners.ts'
import type { HttpListener, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { curlLine } from './curl-line.ts'
import { describeListener, describeMatch, describeTarget, routeOfRule } from './describe-route.ts'
import { type RouteSpot, sampleRequest } from './sample-request.ts'
import { formatSocketAddress } from './socket-address.ts'
import { textTable } from './text-table.ts'

export interface Overview {
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  readonly colours: Colours
  /** Of routes, and of curl lines; the rest is counted. */
  readonly maxRows?: number
}

export function routeOverview({ snapshot, report, colours, maxRows = 40 }: Overview): string[] {
  if (snapshot.listeners.length === 0)
    return ['', 'Nothing is served: these manifests have no Gateway that Rauta can serve.', '']
  const listeners = httpListeners(snapshot.listeners)
  const spots = spotsOf(listeners)
  const shown = spots.slice(0, maxRows)
  const bound = shown.filter(({ listener }) => report[listener.name]?.isBound)
  return [
    ...section('Listeners', listenerRows(listeners, { report, colours }), colours),
    ...section('Routes', shown.map(routeRow), colours),
    ...(spots.length > shown.length ? [`  … and ${spots.length - shown.length} more`] : []),
    ...section('Try', curlRows(bound, snapshot), colours),
    '',
  ]
}

function section(title: string, rows: readonly (readonly string[])[], colours: Colours): string[] {
  if (rows.length === 0) return []
  return ['', colours.bold(title), ...textTable(rows).map((line) => `  ${line}`)]
}

function listenerRows(
  listeners: readonly HttpListener[],
  { report, colours }: Pick<Overview, 'report' | 'colours'>,
): string[][] {
  return listeners.map((listener) => {
    const scheme = listener.protocol === 'HTTPS' ? 'https' : 'http'
    const result = report[listener.name]
    return [
      `${scheme}://${formatSocketAddress(listener)}`,
      listener.hostname || '*',
      describeListener(listener.name),
      result?.isBound === false ? colours.red(`✘ ${printable(result.problem)}`) : '',
    ]
  })
}

/** A rule has a row for each hostname that it has on a listener. */
function spotsOf(listeners: readonly HttpListener[]): RouteSpot[] {
  return listeners.flatMap((listener) =>
    listener.hosts.flatMap((host) => host.matches.map((match) => ({ listener, host, match }))),
  )
}

function routeRow({ listener, host, match }: RouteSpot): string[] {
  return [
    `:${listener.port}`,
    host.hostname || '*',
    printable(describeMatch(match)),
    `→ ${printable(describeTarget(match.rule))}`,
    routeOfRule(match.rule),
  ]
}

function curlRows(spots: readonly RouteSpot[], snapshot: RoutingSnapshot): string[][] {
  const table = routeTableOf(snapshot)
  const lines = spots.map((spot) => {
    const sample = sampleRequest(spot, table)
    return sample && curlLine(sample, spot.listener, flagsFor(spot))
  })
  return [...new Set(lines)].filter((line) => line !== undefined).map((line) => [line])
}

/** What a redirect says stands in its head. */
function flagsFor({ match }: RouteSpot): readonly string[] {
  return match.rule.filters.some(({ type }) => type === 'RequestRedirect') ? ['-i'] : []
}
