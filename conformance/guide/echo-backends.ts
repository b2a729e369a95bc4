// The echo backends that the EndpointSlices of a standalone.yaml speak of. Each slice of the guide has
// one endpoint.
import { parseAllDocuments } from 'yaml'
import { type EchoBackend, startEchoBackend } from '../../src/echo/echo-backend.ts'
import { startEchoDatagrams } from '../../src/echo/echo-datagrams.ts'
import type { BackendCertificates } from '../../src/testing/backend-certificates.ts'
import { createReceivedRequests, type ReceivedRequests } from '../../src/echo/received-requests.ts'

export interface EchoBackends {
  /** The EndpointSlices with the ports that are open. */
  readonly slices: string
  readonly received: ReceivedRequests
  close(): Promise<void>
}

/** One for each slice, named after its Service and pod, on the port that it names or on a free one. */
export async function startEchoBackends(
  standalone: string,
  {
    ports = 'free',
    certificates,
  }: {
    readonly ports?: 'free' | 'as written'
    /** Of those that speak TLS. */
    readonly certificates?: BackendCertificates
  } = {},
): Promise<EchoBackends> {
  const received = createReceivedRequests()
  const started: Pick<EchoBackend, 'close'>[] = []
  const close = async () => {
    await Promise.all(started.map((backend) => backend.close()))
  }
  const documents = parseAllDocuments(standalone)
  for (const document of documents) {
    if (document.get('kind') !== 'EndpointSlice') continue
    const namespace = String(document.getIn(['metadata', 'namespace']))
    const service = String(document.getIn(['metadata', 'labels', 'kubernetes.io/service-name']))
    const tls = certificates?.get(`${namespace}/${service}`)
    const start =
      document.getIn(['ports', 0, 'protocol']) === 'UDP' ? startEchoDatagrams : startEchoBackend
    const starting = start({
      address: String(document.getIn(['endpoints', 0, 'addresses', 0])),
      port: ports === 'free' ? 0 : Number(document.getIn(['ports', 0, 'port'])),
      namespace,
      service,
      pod: String(document.getIn(['endpoints', 0, 'targetRef', 'name'])),
      onRequest: received.add,
      ...(tls && { tls }),
    })
    const backend = await starting.catch(async (error: unknown) => {
      await close()
      throw error
    })
    document.setIn(['ports', 0, 'port'], backend.port)
    started.push(backend)
  }
  return {
    slices: documents.map(String).join('---\n'),
    received,
    close,
  }
}

/** `NAMESPACE/SERVICE` of each slice. */
export function servicesIn(standalone: string): readonly string[] {
  return parseAllDocuments(standalone).map((document) => {
    const namespace = String(document.getIn(['metadata', 'namespace']))
    return `${namespace}/${String(document.getIn(['metadata', 'labels', 'kubernetes.io/service-name']))}`
  })
}
