// A port and what comes to it: one number stands for two ports, `53/TCP` and `53/UDP`. A text, so that
// ports can be keys and be compared.
export type Transport = 'TCP' | 'UDP'

/** As Kubernetes writes them: `53/UDP` */
export type GatewayPort = `${number}/${Transport}`

/** Every protocol of a listener but UDP comes over TCP. */
export function transportOf(protocol: string): Transport {
  return protocol === 'UDP' ? 'UDP' : 'TCP'
}

export function portOf({
  port,
  protocol,
}: {
  readonly port: number
  readonly protocol: string
}): GatewayPort {
  return `${port}/${transportOf(protocol)}`
}

export function partsOfPort(gatewayPort: GatewayPort): {
  readonly port: number
  readonly transport: Transport
} {
  return {
    port: Number.parseInt(gatewayPort),
    transport: gatewayPort.endsWith('UDP') ? 'UDP' : 'TCP',
  }
}
