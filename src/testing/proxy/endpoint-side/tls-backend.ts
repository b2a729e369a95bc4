// Backends that speak TLS, for tests, and the settings by which they are spoken to.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { TLSSocket, TlsOptions } from 'node:tls'
import type {
  Backend,
  BackendTls,
  CaBundle,
  Certificate,
} from '../../../snapshot/routing-snapshot.ts'
import { SealedText } from '../../../resources/sealed-text.ts'
import { makeAuthority } from '../../authority.ts'
import type { TestKeyPair } from '../../key-pair.ts'
import { endpointTlsOf, type EndpointTls } from '../../../proxy/endpoint-side/tls/endpoint-tls.ts'
import { listen, type Handler, type Test, type TestBackend } from './backends.ts'

export const authority = await makeAuthority('the authority of the backends')
export const bundle: CaBundle = {
  name: 'configmap/shop/authority',
  certificates: authority.certificate,
}

/** With a certificate for `names`, a new one each time. */
export async function tlsBackend(
  t: Test,
  {
    protocol = 'http1',
    names = ['cart.shop.example'],
    pair,
    handler = describe,
    ...options
  }: {
    readonly protocol?: Backend['protocol']
    readonly names?: readonly string[]
    readonly pair?: TestKeyPair
    readonly handler?: Handler
  } & TlsOptions = {},
): Promise<TestBackend> {
  const { certificate: cert, key } = pair ?? (await authority.issue(names))
  const server =
    protocol === 'h2c'
      ? createSecureServer({ cert, key, ...options })
      : createHttpsServer({ cert, key, ...options })
  server.on('request', handler)
  server.on('tlsClientError', () => {})
  const backend = await listen(server)
  t.teardown(backend.close)
  return backend
}

/** Answers what it saw of the connection, one word each: SNI, ALPN, the client certificate's name. */
function describe(request: IncomingMessage, response: ServerResponse): void {
  const { servername, alpnProtocol, ...socket } = socketOf(request)
  const client = socket.getPeerCertificate().subject?.CN ?? 'nobody'
  response.end(`${String(servername)} ${String(alpnProtocol)} ${String(client)}`)
}

function socketOf({ socket }: IncomingMessage) {
  // The server is one of TLS, and HTTP/2's compatible API has the same socket behind a proxy object.
  const secure = socket as TLSSocket & { servername?: string }
  return {
    servername: secure.servername,
    alpnProtocol: secure.alpnProtocol,
    getPeerCertificate: () => secure.getPeerCertificate(),
  }
}

export function tlsOf(
  settings: Partial<BackendTls> = {},
  { bundles = [bundle], client }: { bundles?: readonly CaBundle[]; client?: Certificate } = {},
): EndpointTls {
  const tls: BackendTls = {
    hostname: 'cart.shop.example',
    subjectAltNames: [],
    trust: bundles.map(({ name }) => name),
    ...settings,
  }
  const tables = {
    caBundles: Object.fromEntries(bundles.map((one) => [one.name, one])),
    certificates: client ? { [client.name]: client } : {},
  }
  const made = endpointTlsOf(tables, { tls }, client?.name)
  if (!made) throw new Error('There is a policy, and no TLS')
  return made
}

export function snapshotCertificate(name: string, { certificate, key }: TestKeyPair): Certificate {
  return { name, certificateChain: certificate, privateKey: new SealedText(key) }
}
