// A proxy's report as annotations, within what the API server takes of them. A Gateway is in it whole
// or not at all: with its digest but without a problem of one of its listeners, it would pass for bound.
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { gatewayDigests, gatewayOf } from './gateway-digests.ts'
import { type ProxyReport, reportAnnotation } from './proxy-report.ts'

export interface ReportAnnotations {
  readonly annotations: Readonly<Record<string, string>>
  /** Gateways that found no room: `NAMESPACE/NAME`. */
  readonly leftOut: readonly string[]
}

/** 256 KiB for all of an object's (TotalAnnotationSizeLimitB of apimachinery); others add some, too. */
const bytesForGateways = 224 * 1024
const longestProblem = 300

/** In the order of their names: each Gateway that still fits. */
export function reportAnnotations(
  { node, addresses }: Pick<ProxyReport, 'node' | 'addresses'>,
  { snapshot, report }: { readonly snapshot: RoutingSnapshot; readonly report: BindReport },
): ReportAnnotations {
  const problems = problemsByGateway(snapshot, report)
  const live: Record<string, string> = {}
  const notBound: Record<string, string> = {}
  const leftOut: string[] = []
  let left = bytesForGateways
  for (const [gateway, digest] of gatewayDigests(snapshot)) {
    const own = problems.get(gateway) ?? {}
    const size = sizeOf({ [gateway]: digest }) + sizeOf(own)
    if (size > left) {
      leftOut.push(gateway)
      continue
    }
    left -= size
    live[gateway] = digest
    Object.assign(notBound, own)
  }
  const annotations = {
    [reportAnnotation.node]: node,
    [reportAnnotation.addresses]: addresses.join(','),
    [reportAnnotation.live]: JSON.stringify(live),
    [reportAnnotation.notBound]: JSON.stringify(notBound),
  }
  return { annotations, leftOut }
}

function problemsByGateway(
  { listeners }: RoutingSnapshot,
  report: BindReport,
): ReadonlyMap<string, Record<string, string>> {
  const problems = new Map<string, Record<string, string>>()
  for (const listener of listeners) {
    const result = report[listener.name]
    if (result?.isBound) continue
    const gateway = gatewayOf(listener)
    const own = problems.get(gateway) ?? {}
    own[listener.name] = shortened(result?.problem ?? 'Not yet asked to listen')
    problems.set(gateway, own)
  }
  return problems
}

function shortened(problem: string): string {
  return problem.length <= longestProblem ? problem : `${problem.slice(0, longestProblem - 1)}…`
}

function sizeOf(part: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(part))
}
