// A proxy's report as annotations, within what the API server takes of them. A Gateway is in it whole
// or not at all: with its digest but without a problem of one of its listeners, it would pass for bound.
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
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

/** Each Gateway that still fits, by their names. */
export function reportAnnotations(
  { node, addresses }: Pick<ProxyReport, 'node' | 'addresses'>,
  { snapshot, report }: { readonly snapshot: RoutingSnapshot; readonly report: BindReport },
): ReportAnnotations {
  const problems = problemsByGateway(snapshot, report)
  const live: Record<string, string> = {}
  const notBound: Record<string, string> = {}
  const parts = [...gatewayDigests(snapshot)].map(([gateway, digest]): Part => {
    const own = problems.get(gateway) ?? {}
    return { gateway, digest, own, size: sizeOf({ [gateway]: digest }) + sizeOf(own) }
  })
  const fitting = fittingOf(parts)
  for (const part of parts) {
    if (!fitting.has(part)) continue
    live[part.gateway] = part.digest
    Object.assign(notBound, part.own)
  }
  const annotations = {
    [reportAnnotation.node]: node,
    [reportAnnotation.addresses]: addresses.join(','),
    [reportAnnotation.live]: JSON.stringify(live),
    [reportAnnotation.notBound]: JSON.stringify(notBound),
  }
  const leftOut = parts.filter((part) => !fitting.has(part)).map(({ gateway }) => gateway)
  return { annotations, leftOut }
}

interface Part {
  readonly gateway: string
  readonly digest: string
  /** Its problems, by listener. */
  readonly own: Readonly<Record<string, string>>
  readonly size: number
}

/** The smallest first: a few Gateways with a long name and many problems must not crowd out all others. */
function fittingOf(parts: readonly Part[]): ReadonlySet<Part> {
  const fitting = new Set<Part>()
  let left = bytesForGateways
  for (const part of parts.toSorted((a, b) => a.size - b.size)) {
    left -= part.size
    if (left < 0) break
    fitting.add(part)
  }
  return fitting
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
    own[listener.name] = shortened(result?.problem ?? 'The listener is not open yet')
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
