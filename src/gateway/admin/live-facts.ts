// What a running gateway says of its state: the facts of a status report.
import { attachmentsInSnapshot } from '../status/attached-routes.ts'
import { backendReports } from '../status/backend-reports.ts'
import { certificateReports } from '../status/certificate-reports.ts'
import type { Facts } from '../status/report-of.ts'
import { judgedObjects, type LiveGateway, problemLines, unservedLines } from './live-gateway.ts'

/** `source` is where it can be asked. */
export function liveFacts(
  live: LiveGateway,
  { source, nowMs }: { readonly source: string; readonly nowMs: number },
): Facts {
  return {
    source,
    // Others than Rauta's have no status.
    objects: judgedObjects(live).flatMap(({ resource, status }) =>
      status ? [{ ...resource, status: status.status }] : [],
    ),
    attachments: attachmentsInSnapshot(live.snapshot),
    backends: backendReports(live.snapshot, live.endpoints),
    certificates: certificateReports(live.snapshot, nowMs),
    unserved: unservedLines(live),
    mistakes: problemLines(live, 'mistake'),
    notes: [],
  }
}
