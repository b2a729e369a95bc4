// Which protocols may share a port. HTTPS and TLS both begin with a ClientHello, which tells their
// connections apart by the server name; UDP has ports of its own.

export type ProtocolFamily = 'HTTP' | 'TLS' | 'TCP' | 'UDP'

/** Undefined: it is not served. */
export function familyOf(protocol: string): ProtocolFamily | undefined {
  return families.get(protocol)
}

/** "HTTP, HTTPS, TLS: Port, Hostname; TCP, UDP: Port" (gateway_types.go): the latter have a port alone. */
export function hasHostnames(family: ProtocolFamily): boolean {
  return family === 'HTTP' || family === 'TLS'
}

const families: ReadonlyMap<string, ProtocolFamily> = new Map([
  ['HTTP', 'HTTP'],
  ['HTTPS', 'TLS'],
  ['TLS', 'TLS'],
  ['TCP', 'TCP'],
  ['UDP', 'UDP'],
])
