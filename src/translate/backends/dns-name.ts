// `web.shop.svc.cluster.local`, as clients in a cluster know a Service, written where its name belongs.
// A Service's own name has no dot.

export interface NamedByDns {
  readonly name: string
  readonly namespace?: string
}

/** `api.example.com` is none: it is nobody's of this cluster. */
export function readDnsName(written: string): NamedByDns | undefined {
  const [, name, namespace] = dnsName.exec(written.toLowerCase()) ?? []
  if (name === undefined || !written.includes('.')) return undefined
  return { name, ...(namespace && { namespace }) }
}

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?'
const dnsName = new RegExp(`^(${label})(?:\\.(${label})(?:\\.svc(?:\\..+)?)?)?\\.?$`)
