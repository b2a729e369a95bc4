// The Secrets that a chapter's listeners name and no file of it has: made on the spot, because keys are
// never committed. Each is made out to its listener's hostname. And the ConfigMaps with the authorities of
// their clients and of backends; and the Gateways' own certificates for these.
import { parseAllDocuments } from 'yaml'
import { makeKeyPair } from './key-pair.ts'
import { trustedBundles } from './backend-certificates.ts'
import { authorityManifest } from './requests/client-authority.ts'

export interface WrittenFrontend {
  readonly default: WrittenTls
  readonly perPort?: readonly { readonly tls: WrittenTls }[]
}

interface WrittenTls {
  readonly validation?: { readonly caCertificateRefs: readonly WrittenReference[] }
}

interface WrittenReference {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

interface WrittenGateway {
  readonly kind?: string
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly tls?: {
      readonly frontend?: WrittenFrontend
      readonly backend?: { readonly clientCertificateRef?: { readonly name: string } }
    }
    readonly listeners: readonly {
      readonly hostname?: string
      readonly tls?: {
        readonly certificateRefs?: readonly { readonly name: string; readonly namespace?: string }[]
      }
    }[]
  }
}

/** Manifests by file name, for what the Gateways in the texts ask for. */
export async function ownCertificates(
  manifests: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  const texts = [...manifests]
  for (const configMap of trustedBundles(texts))
    secrets.set(`${configMap.replace('/', '-')}.yaml`, await authorityManifest(configMap))
  for (const text of texts) {
    for (const document of parseAllDocuments(text)) {
      const object = document.toJS() as WrittenGateway | null
      if (object?.kind !== 'Gateway') continue
      for (const { hostname = 'example', tls } of object.spec.listeners) {
        for (const { name, namespace = object.metadata.namespace } of tls?.certificateRefs ?? [])
          secrets.set(`${name}.yaml`, await secretManifest({ name, namespace, hostname }))
      }
      const { name, namespace } = object.metadata
      const client = object.spec.tls?.backend?.clientCertificateRef?.name
      if (client !== undefined)
        secrets.set(
          `${client}.yaml`,
          await secretManifest({ name: client, namespace, hostname: name }),
        )
      for (const configMap of authoritiesOf(object.metadata.namespace, object.spec.tls?.frontend))
        secrets.set(`${configMap.replace('/', '-')}.yaml`, await authorityManifest(configMap))
    }
  }
  return secrets
}

/** `NAMESPACE/NAME` of the ConfigMaps that a Gateway's clients are verified by. */
export function authoritiesOf(
  namespace: string,
  frontend: WrittenFrontend | undefined,
): readonly string[] {
  if (!frontend) return []
  return [frontend.default, ...(frontend.perPort ?? []).map(({ tls }) => tls)]
    .flatMap(({ validation }) => validation?.caCertificateRefs ?? [])
    .filter(({ kind }) => kind === 'ConfigMap')
    .map(({ name, namespace: of = namespace }) => `${of}/${name}`)
}

export async function secretManifest(secret: {
  readonly name: string
  readonly namespace: string
  readonly hostname: string
  /** Default: in a day. */
  readonly notAfter?: Date
}): Promise<string> {
  const { name, namespace, hostname, notAfter } = secret
  const { certificate, key } = await makeKeyPair([hostname], notAfter && { notAfter })
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  return `apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: ${namespace} }
type: kubernetes.io/tls
data:
  tls.crt: ${base64(certificate)}
  tls.key: ${base64(key)}
`
}
