// One answer out of those of all proxies: a listener takes connections when it does so on every node.
// "configuration that is assumed to be ready soon" (Programmed, gateway_types.go) is not what a proxy
// can say that has not even got it.
import type { BindReport, BindResult } from '../../snapshot/bind-report.ts'
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { gatewayDigests, gatewayOf } from './gateway-digests.ts'
import type { ProxyReport } from './proxy-report.ts'

export interface LocalBindReport {
  readonly node: string
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
}

/** Of so many nodes it is told what is wrong. */
const mostNamed = 5

const bound: BindResult = { isBound: true }

/** What this proxy has not answered yet is not in the result either. */
export function mergeBindReports(own: LocalBindReport, others: readonly ProxyReport[]): BindReport {
  const digests = gatewayDigests(own.snapshot)
  const merged: Record<string, BindResult> = {}
  for (const listener of own.snapshot.listeners) {
    const result = own.report[listener.name]
    if (!result) continue
    const wanted = digests.get(gatewayOf(listener))
    const here = result.isBound ? [] : [{ node: own.node, text: on(own.node, result.problem) }]
    const there = others.flatMap((proxy) => problemAt(proxy, listener, wanted))
    merged[listener.name] = resultOf([...here, ...there])
  }
  return merged
}

interface NodeProblem {
  readonly node: string
  readonly text: string
}

/** One, or none. */
function problemAt(
  { node, live, notBound }: ProxyReport,
  listener: Listener,
  wanted: string | undefined,
): readonly NodeProblem[] {
  if (live[gatewayOf(listener)] !== wanted)
    return [{ node, text: `node ${node} does not have this configuration yet` }]
  const problem = notBound[listener.name]
  return problem === undefined ? [] : [{ node, text: on(node, problem) }]
}

function on(node: string, problem: string): string {
  return `on node ${node}: ${problem}`
}

/** Two proxies of one node that say the same say it once. */
function resultOf(problems: readonly NodeProblem[]): BindResult {
  if (problems.length === 0) return bound
  const sorted = problems.toSorted((a, b) => (a.node < b.node ? -1 : 1))
  const texts = [...new Set(sorted.map(({ text }) => text))]
  const named = texts.slice(0, mostNamed)
  const rest = texts.length > mostNamed ? [`and ${texts.length - mostNamed} more`] : []
  return { isBound: false, problem: [...named, ...rest].join('; ') }
}
