// What was read, as kubectl would show it: one List, each object with the status that it has;
// and what List has no place for: mistakes in manifests, and objects that nobody serves.
import { judgedObjects, type LiveGateway, problemLines, unservedLines } from './live-gateway.ts'

export function resourcesDump(live: LiveGateway): object {
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: judgedObjects(live).map(({ resource, status }) =>
      status ? Object.assign({}, resource, { status: status.status }) : resource,
    ),
    mistakes: problemLines(live, 'mistake'),
    notices: problemLines(live, 'notice'),
    unserved: unservedLines(live),
  }
}
