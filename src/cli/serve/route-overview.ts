// What is served, for a person: listeners, the routes on each, and a line to try for every rule.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { type RouteTable, routeTableOf } from '../../proxy/routing/route-table.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { Listener, RoutingSnapshot, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { curlLine } from './curl-line.ts'
import {
  describeListener,
  describeMatch,
  describeStreamTarget,
  describeTarget,
  routeOfRule,
} from './describe-route.ts'
import { grpcurlLine } from './grpcurl-line.ts'
import { type RouteSpot, sampleRequest } from './sample-request.ts'
import { formatSocketAddress } from '../../gateway/words/socket-address.ts'
import type { StreamListener } from '../../proxy/streams/route-stream.ts'
import { streamLine } from './stream-line.ts'
import { textTable } from '../../observe/log/text-table.ts'

export interface Overview {
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  readonly colours: Colours
  /** Of routes, and of lines to try; the rest is counted. */
  readonly maxRows?: number
}

/** Where a TLSRoute, TCPRoute or UDPRoute is served. */
interface StreamSpot {
  readonly listener: StreamListener
  /** Of protocol TLS: the server names. */
  readonly hostname: string
  readonly rule: StreamRule
}

export function routeOverview({ snapshot, report, colours, maxRows = 40 }: Overview): string[] {
  if (snapshot.listeners.length === 0)
    return ['', 'Nothing is served: Rauta found no Gateway that it can serve.', '']
  const spots = snapshot.listeners.flatMap(spotsOf)
  const shown = spots.slice(0, maxRows)
  const bound = shown.filter(({ listener }) => report[listener.name]?.isBound)
  return [
    ...section('Listeners', listenerRows(snapshot.listeners, { report, colours }), colours),
    ...section('Routes', shown.map(routeRow), colours),
    ...(spots.length > shown.length ? [`  … and ${spots.length - shown.length} more`] : []),
    ...section('Try', tryRows(bound, snapshot), colours),
    '',
  ]
}

function section(title: string, rows: readonly (readonly string[])[], colours: Colours): string[] {
  if (rows.length === 0) return []
  return ['', colours.bold(title), ...textTable(rows).map((line) => `  ${line}`)]
}

function listenerRows(
  listeners: readonly Listener[],
  { report, colours }: Pick<Overview, 'report' | 'colours'>,
): string[][] {
  return listeners.map((listener) => {
    const result = report[listener.name]
    return [
      `${listener.protocol.toLowerCase()}://${formatSocketAddress(listener)}`,
      ('hostname' in listener && listener.hostname) || '*',
      describeListener(listener.name),
      result?.isBound === false ? colours.red(`✘ ${printable(result.problem)}`) : '',
    ]
  })
}

/** A rule has a row for each hostname that it has on a listener. */
function spotsOf(listener: Listener): readonly (RouteSpot | StreamSpot)[] {
  switch (listener.protocol) {
    case 'HTTP':
    case 'HTTPS':
      return listener.hosts.flatMap((host) =>
        host.matches.map((match) => ({ listener, host, match })),
      )
    case 'TLS':
      return listener.serverNames.map(({ hostname, rule }) => ({ listener, hostname, rule }))
    case 'TCP':
    case 'UDP':
      return listener.rule ? [{ listener, hostname: '', rule: listener.rule }] : []
  }
}

function routeRow(spot: RouteSpot | StreamSpot): string[] {
  if ('rule' in spot) {
    const { listener, hostname, rule } = spot
    const target = `→ ${printable(describeStreamTarget(rule))}`
    return [`:${listener.port}`, hostname || '*', listener.protocol, target, routeOfRule(rule)]
  }
  const { listener, host, match } = spot
  return [
    `:${listener.port}`,
    host.hostname || '*',
    printable(describeMatch(match)),
    `→ ${printable(describeTarget(match.rule))}`,
    routeOfRule(match.rule),
  ]
}

function tryRows(
  spots: readonly (RouteSpot | StreamSpot)[],
  snapshot: RoutingSnapshot,
): string[][] {
  const table = routeTableOf(snapshot)
  const lines = spots.map((spot) =>
    'rule' in spot ? streamLine(spot.listener, spot.hostname) : requestLine(spot, table),
  )
  return [...new Set(lines)].filter((line) => line !== undefined).map((line) => [line])
}

function requestLine(spot: RouteSpot, table: RouteTable): string | undefined {
  const { listener, match } = spot
  const sample = sampleRequest(spot, table)
  if (!sample) return undefined
  return match.rule.isGrpc
    ? grpcurlLine(sample, listener, match.path)
    : curlLine(sample, listener, flagsFor(spot))
}

/** What a redirect says stands in its head. */
function flagsFor({ match }: RouteSpot): readonly string[] {
  return match.rule.filters.some(({ type }) => type === 'RequestRedirect') ? ['-i'] : []
}
