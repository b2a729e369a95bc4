// An Event as it is created (core/v1). Its name is made of what it says, so that whoever says the same of
// the same object a second time, be it after a restart, is told that it is there already (409).
import { createHash } from 'node:crypto'
import type { ResourceOf, RouteKind } from '../../resources/resource-set.ts'

export interface NewEvent {
  readonly namespace: string
  readonly name: string
  readonly type: 'Warning' | 'Normal'
  readonly reason: string
  readonly message: string
  readonly about: EventTarget
}

export type EventTarget = ResourceOf<
  'GatewayClass' | 'Gateway' | 'ListenerSet' | RouteKind | 'BackendTLSPolicy' | 'ReferenceGrant'
>

export function newEvent(
  about: EventTarget,
  said: {
    readonly type: NewEvent['type']
    readonly reason: string
    readonly message: string
    /** What else the name is made of: what is the same there is told once. */
    readonly identity: readonly string[]
  },
): NewEvent {
  const { uid = '', name, namespace } = about.metadata
  const digest = createHash('sha256')
    .update(JSON.stringify([uid, said.reason, ...said.identity]))
    .digest('hex')
    .slice(0, 16)
  return {
    // "involvedObject.namespace … must match"; of what has none, the namespace of such Events is default.
    namespace: namespace ?? 'default',
    name: `${name.slice(0, 253 - 1 - digest.length).replace(/[^a-z0-9]+$/, '')}.${digest}`,
    type: said.type,
    reason: said.reason,
    message:
      said.message.length > longest ? `${said.message.slice(0, longest - 1)}…` : said.message,
    about,
  }
}

/** As the newer API of Events (events.k8s.io) limits a note. */
const longest = 1024

export function eventBody(event: NewEvent, { component, now }: { component: string; now: Date }) {
  const { apiVersion, kind, metadata } = event.about
  const time = `${now.toISOString().slice(0, 19)}Z`
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: event.name, namespace: event.namespace },
    involvedObject: {
      apiVersion,
      kind,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      name: metadata.name,
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    source: { component },
    reportingComponent: component,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  }
}
