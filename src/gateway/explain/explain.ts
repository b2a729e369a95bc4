// How a request or a connection is handled by what a gateway knows, with the conditions that say why.
import { listenersAt, type PortOf } from '../../proxy/explain/explain-place.ts'
import { explainRequest } from '../../proxy/explain/explain-request.ts'
import { explainStream } from '../../proxy/explain/explain-stream.ts'
import type { Explanation } from '../../proxy/explain/explanation.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { listenerName, objectName } from '../../snapshot/names.ts'
import type { ExplainQuestion } from './explain-question.ts'
import type { ExplainSources } from './explain-sources.ts'
import { type RelevantObject, relevantObjects } from './relevant-conditions.ts'

export interface Explained extends Explanation {
  readonly objects: readonly RelevantObject[]
  readonly mistakes: readonly string[]
}

export function explain(
  asked: ExplainQuestion,
  { snapshot, objects, mistakes }: ExplainSources,
): Explained {
  const portOf = portsIn(objects)
  const explanation =
    asked.type === 'request'
      ? explainRequest({ snapshot, portOf }, asked.request)
      : explainStream({ snapshot, portOf }, asked.connection)
  const place = asked.type === 'request' ? asked.request : asked.connection
  const [there] = listenersAt(snapshot.listeners, place, portOf)
  const port = there ? portOf(there) : place.port
  return {
    ...explanation,
    objects: relevantObjects(objects, { asked, port, explanation }),
    mistakes,
  }
}

/** Listeners of the snapshot are named after those of Gateways and ListenerSets. */
function portsIn(objects: ExplainSources['objects']): PortOf {
  const ports = new Map<string, number>()
  for (const { resource } of objects) {
    if (resource.kind !== 'Gateway' && resource.kind !== 'ListenerSet') continue
    const owner = objectName(resource.kind, keyOf(resource))
    for (const { name, port } of resource.spec.listeners ?? [])
      ports.set(listenerName(owner, name), port)
  }
  return ({ name, clientPort }) => ports.get(name) ?? clientPort
}
