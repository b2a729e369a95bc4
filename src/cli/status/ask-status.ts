// What a running Rauta says of its state.
import type { StatusReport } from '../../gateway/status/status-report.ts'
import { adminAt, askAdmin, isOfKind } from '../options/ask-admin.ts'

interface StatusAnswer extends StatusReport {
  readonly kind: string
}

export async function askStatus(
  url: string | undefined,
  namespace: string | undefined,
): Promise<StatusReport> {
  const { kind: _, ...report } = await askAdmin({
    url,
    page: '/status',
    query: new URLSearchParams(namespace === undefined ? {} : { namespace }),
    isAnswer: isStatusAnswer,
    orElse: 'read a cluster with --kubeconfig [FILE]',
  })
  // As it was asked, and not as it came there through a port-forward.
  return { ...report, source: adminAt(url) }
}

function isStatusAnswer(value: unknown): value is StatusAnswer {
  return isOfKind(value, 'StatusReport', [
    'gateways',
    'routes',
    'others',
    'backends',
    'certificates',
    'unserved',
    'mistakes',
    'warnings',
    'notes',
  ])
}
