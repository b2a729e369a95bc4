// The certificates of the backends that a chapter's BackendTLSPolicies verify, made on the spot: each is
// made out to `SERVICE.NAMESPACE.svc` and `spiffe://NAMESPACE/SERVICE`, by the authority in the ConfigMap
// that the policy names.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { TestKeyPair } from '../../src/test-key-pair.ts'
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

export async function backendCertificates(
  manifests: Iterable<string>,
): Promise<BackendCertificates> {
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
  return [...manifests]
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as WrittenPolicy | null)
    .filter((object) => object !== null)
    .filter(({ kind }) => kind === 'BackendTLSPolicy')
}
