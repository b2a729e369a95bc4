// What an explanation goes by in a running gateway.
import { objectKey } from '../../resources/object-key.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { ExplainSources } from '../explain/explain-sources.ts'
import { judgedObjects, type LiveGateway, problemLines, unservedIn } from './live-gateway.ts'

export function liveKnown(live: LiveGateway): ExplainSources {
  const unserved = new Map(
    unservedIn(live).map(({ about, message }) => [
      objectKey({ kind: about.kind, ...about.metadata }),
      message,
    ]),
  )
  return {
    snapshot: live.snapshot,
    objects: judgedObjects(live).flatMap(({ resource, status }) => {
      const message = unserved.get(`${resource.kind} ${keyOf(resource)}`)
      if (!status && message === undefined) return []
      return [
        {
          resource,
          ...(status && { status }),
          ...(message !== undefined && { unserved: message }),
        },
      ]
    }),
    mistakes: problemLines(live, 'mistake'),
  }
}
