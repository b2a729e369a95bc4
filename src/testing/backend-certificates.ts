// The certificates of backends that end TLS themselves, made on the spot. Those that a chapter's
// BackendTLSPolicies verify are made out to `SERVICE.NAMESPACE.svc` and `spiffe://NAMESPACE/SERVICE`, by the
// authority in the ConfigMap that the policy names; those behind TLSRoutes to the route's hostnames.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { TestKeyPair } from './key-pair.ts'
import { clientAuthority } from './requests/client-authority.ts'

/** By `NAMESPACE/SERVICE`. */
export type BackendCertificates = ReadonlyMap<string, TestKeyPair>

interface WrittenPolicy {
  readonly kind?: string
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly targetRefs: readonly { readonly name: string }[]
    readonly validation: { readonly caCertificateRefs?: readonly { readonly name: string }[] }
  }
}

interface WrittenTlsRoute {
  readonly kind?: string
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly hostnames: readonly string[]
    readonly rules: readonly { readonly backendRefs: readonly { readonly name: string }[] }[]
  }
}

export async function backendCertificates(texts: Iterable<string>): Promise<BackendCertificates> {
  const manifests = [...texts]
  const certificates = new Map<string, TestKeyPair>()
  for (const { metadata, spec } of policiesIn(manifests)) {
    const { namespace } = metadata
    const [bundle] = spec.validation.caCertificateRefs ?? []
    if (!bundle) continue
    const authority = await clientAuthority(`${namespace}/${bundle.name}`)
    for (const { name } of spec.targetRefs) {
      const names = [`${name}.${namespace}.svc`, `spiffe://${namespace}/${name}`]
      certificates.set(`${namespace}/${name}`, await authority.issue(names))
    }
  }
  for (const { metadata, spec } of tlsRoutesIn(manifests)) {
    const authority = await clientAuthority(`${metadata.namespace}/of-its-own`)
    for (const { name } of spec.rules.flatMap(({ backendRefs }) => backendRefs))
      certificates.set(`${metadata.namespace}/${name}`, await authority.issue(spec.hostnames))
  }
  return certificates
}

/** `NAMESPACE/NAME` of the ConfigMaps that the policies trust. */
export function trustedBundles(manifests: Iterable<string>): readonly string[] {
  return policiesIn(manifests).flatMap(({ metadata, spec }) =>
    (spec.validation.caCertificateRefs ?? []).map(({ name }) => `${metadata.namespace}/${name}`),
  )
}

/** A reader's own, in the chapter's folder: `SERVICE.crt` and `SERVICE.key`. */
export async function writtenCertificates(
  folder: string,
  services: readonly string[],
): Promise<BackendCertificates> {
  const certificates = new Map<string, TestKeyPair>()
  for (const service of services) {
    const file = join(folder, service.slice(service.indexOf('/') + 1))
    const texts = await Promise.all(
      ['crt', 'key'].map((end) => readFile(`${file}.${end}`, 'utf8').catch(() => undefined)),
    )
    const [certificate, key] = texts
    if (certificate !== undefined && key !== undefined)
      certificates.set(service, { certificate, key })
  }
  return certificates
}

function policiesIn(manifests: Iterable<string>): readonly WrittenPolicy[] {
  return objectsOfKind<WrittenPolicy>('BackendTLSPolicy', manifests)
}

function tlsRoutesIn(manifests: Iterable<string>): readonly WrittenTlsRoute[] {
  return objectsOfKind<WrittenTlsRoute>('TLSRoute', manifests)
}

/** The chapters are checked before: an object of a kind has that kind's form. */
function objectsOfKind<T extends { readonly kind?: string }>(
  kind: string,
  manifests: Iterable<string>,
): readonly T[] {
  return [...manifests]
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as T | null)
    .filter((object) => object !== null)
    .filter((object) => object.kind === kind)
}
