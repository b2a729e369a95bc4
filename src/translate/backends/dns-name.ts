// `web.shop.svc.cluster.local`, as clients in a cluster know a Service, written where its name belongs.
// A Service's own name has no dot.

export interface NamedByDns {
  readonly name: string
  readonly namespace?: string
}

export function readDnsName(written: string): NamedByDns | undefined {
  const [name, namespace] = written.toLowerCase().replace(/\.$/, '').split('.')
  if (!name || !written.includes('.')) return undefined
  return { name, ...(namespace && { namespace }) }
}
