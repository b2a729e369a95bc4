// How long certificates are still good, out of their public parts: keys are never read.
import { X509Certificate } from 'node:crypto'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { CertificateReport } from './status-report.ts'

const dayMs = 24 * 60 * 60 * 1000
const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** A chain is good as long as each of its certificates is; a bundle, as long as one is. */
export function certificateReports(
  snapshot: Pick<RoutingSnapshot, 'certificates' | 'caBundles'>,
  nowMs: number,
): CertificateReport[] {
  return [
    ...Object.entries(snapshot.certificates).map(([name, { certificateChain }]) => {
      const chain = parsed(certificateChain)
      return reportOf(name, chain.slice(0, 1).flatMap(namesIn), {
        endMs: Math.min(...chain.map(endOf)),
        nowMs,
      })
    }),
    ...Object.entries(snapshot.caBundles).map(([name, { certificates }]) => {
      const all = parsed(certificates)
      return reportOf(name, all.flatMap(subjectOf), { endMs: Math.max(...all.map(endOf)), nowMs })
    }),
  ]
}

function reportOf(
  name: string,
  names: readonly string[],
  { endMs, nowMs }: { readonly endMs: number; readonly nowMs: number },
): CertificateReport {
  if (!Number.isFinite(endMs)) return { name, names }
  const notAfter = `${new Date(endMs).toISOString().slice(0, 19)}Z`
  return { name, names, notAfter, daysLeft: Math.floor((endMs - nowMs) / dayMs) }
}

function parsed(text: string): X509Certificate[] {
  return [...text.matchAll(pem)].flatMap(([one]) => {
    try {
      return [new X509Certificate(one)]
    } catch {
      // One that cannot be read says nothing; the listener's condition says so.
      return []
    }
  })
}

function endOf({ validToDate }: X509Certificate): number {
  return validToDate.getTime()
}

/** `DNS:a.example, IP Address:10.0.0.1` → the names alone. */
function namesIn(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.split(', ') ?? []
  return names.length > 0
    ? names.map((name) => name.replace(/^(?:DNS|URI|IP Address):/, ''))
    : subjectOf(certificate)
}

function subjectOf({ subject }: X509Certificate): string[] {
  return (subject ?? '').split('\n').slice(-1).filter(Boolean)
}
