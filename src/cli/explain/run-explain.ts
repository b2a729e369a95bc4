// What `rauta explain` does with its flags.
import { listenerName, objectName } from '../../snapshot/names.ts'
import { adminJson } from '../../observe/servers/admin-json.ts'
import { coloursFor } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { type PortOf, listenersAt } from '../../proxy/explain/explain-place.ts'
import { explainRequest } from '../../proxy/explain/explain-request.ts'
import { explainStream } from '../../proxy/explain/explain-stream.ts'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { ExplainFlags } from './explain-flags.ts'
import type { Output } from '../options/output.ts'
import { UsageError } from '../../gateway/usage-error.ts'
import { type ExplainQuestion, explainQuestionOf } from './explain-question.ts'
import { type Explained, explainText } from './explain-text.ts'
import { type Known, knownFromManifests } from './known.ts'
import { knownFromAdmin } from './known-from-admin.ts'
import { relevantObjects } from './relevant-conditions.ts'

export async function runExplain(
  words: readonly string[],
  flags: ExplainFlags,
  { out, exit }: Output,
): Promise<void> {
  const asked = explainQuestionOf(words, flags)
  const explained = explain(asked, await knownFrom(flags))
  const text =
    flags.output === 'json'
      ? // Escapes stay valid JSON, and nothing moves a terminal's cursor.
        adminJson(explained).trimEnd().split('\n').map(printable)
      : explainText(explained, coloursFor(out)).map((line) => withoutSecrets(line))
  out.write(`${text.join('\n')}\n`)
  exit(explained.outcome.isServed ? 0 : 1)
}

export function explain(asked: ExplainQuestion, { snapshot, objects, mistakes }: Known): Explained {
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
function portsIn(objects: Known['objects']): PortOf {
  const ports = new Map<string, number>()
  for (const { resource } of objects) {
    if (resource.kind !== 'Gateway' && resource.kind !== 'ListenerSet') continue
    const owner = objectName(resource.kind, keyOf(resource))
    for (const { name, port } of resource.spec.listeners ?? [])
      ports.set(listenerName(owner, name), port)
  }
  return ({ name, clientPort }) => ports.get(name) ?? clientPort
}

async function knownFrom(flags: ExplainFlags): Promise<Known> {
  const { file, admin } = flags
  if ((file === undefined) === (admin === undefined))
    throw new UsageError(
      'Say what to go by: manifests with -f PATH, or a running rauta with --admin http://127.0.0.1:9901.',
    )
  return admin === undefined ? knownFromManifests(file ?? [], flags) : knownFromAdmin(admin)
}
