// Listeners of one port whose certificates are good for the same name: "Listener A contains a certificate
// with a SAN for *.example.com, while Listener B contains a certificate with a SAN for foo.example.com"
// (gateway_types.go, OverlappingTLSConfig). Whoever trusts the one may use its connection for the other.
import type { Certificate } from '../../snapshot/routing-snapshot.ts'
import { readableCertificate } from '../certificates/readable-certificate.ts'
import type { JudgedListener } from './judged-gateway.ts'

export interface CertificateOverlap {
  readonly other: JudgedListener
  /** Of the listener's own certificates. */
  readonly name: string
}

/** Of each listener the first that is found. */
export function certificateOverlaps(
  onPort: readonly JudgedListener[],
): ReadonlyMap<JudgedListener, CertificateOverlap> {
  const holders = holdersByName(onPort)
  const overlaps = new Map<JudgedListener, CertificateOverlap>()
  for (const listener of onPort)
    for (const name of namesOf(listener)) {
      const sought = [name, name.startsWith('*.') ? below(name) : wildcardOf(name)]
      const other = sought
        .flatMap((one) => holders.get(one) ?? [])
        .find((holder) => holder !== listener)
      if (other && !overlaps.has(listener)) overlaps.set(listener, { other, name })
    }
  return overlaps
}

/** Two of each are enough to find another one. */
function holdersByName(onPort: readonly JudgedListener[]) {
  const holders = new Map<string, JudgedListener[]>()
  for (const listener of onPort)
    for (const name of namesOf(listener))
      for (const held of name.startsWith('*.') ? [name] : [name, below(wildcardOf(name))]) {
        const known = holders.getOrInsertComputed(held, () => [])
        if (known.length < 2 && !known.includes(listener)) known.push(listener)
      }
  return holders
}

/** What `*.b.c` is good for has one label more (RFC 9525 §6.3): of `a.b.c` it is `*.b.c`. */
function wildcardOf(name: string): string {
  return name.replace(/^[^.]*/, '*')
}

/** A key for the exact names of which this is the wildcard. */
function below(wildcard: string): string {
  return `below ${wildcard}`
}

function namesOf({ certificates }: JudgedListener): readonly string[] {
  return certificates.flatMap(namesOfCertificate)
}

/** Of DNS names and addresses, lower case. The subject is no name to a client (RFC 9525 §1.4). */
export function namesOfCertificate(certificate: Certificate): readonly string[] {
  return cachedNames.getOrInsertComputed(certificate, ({ certificateChain }) => {
    const [leaf = ''] =
      /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/.exec(certificateChain) ?? []
    const { subjectAltName = '' } = readableCertificate(leaf) ?? {}
    return [...subjectAltName.matchAll(entry)].flatMap(([, type, value = '']) =>
      type === 'DNS' || type === 'IP Address' ? value.toLowerCase() : [],
    )
  })
}

const cachedNames = new WeakMap<Certificate, readonly string[]>()

/** Node quotes a value that could be taken for more than one. */
const entry = /([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy
