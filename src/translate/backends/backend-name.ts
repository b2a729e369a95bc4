// `service/NAMESPACE/NAME/PORT`: how the snapshot names a port of a Service.

export interface ServicePortName {
  readonly namespace: string
  readonly service: string
  readonly port: number
}

export function backendName({ namespace, service, port }: ServicePortName): string {
  return `service/${namespace}/${service}/${port}`
}

/** Throws on anything else: only translated routes make these names. */
export function parsedBackendName(name: string): ServicePortName {
  const [kind, namespace, service, port, ...more] = name.split('/')
  if (kind !== 'service' || !namespace || !service || !port || more.length > 0) {
    throw new Error(`Not the name of a backend: ${name}`)
  }
  return { namespace, service, port: Number(port) }
}
