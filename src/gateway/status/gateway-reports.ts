// Each Gateway with its listeners and those of its ListenerSets, as spec and status have them.
import type { Attachments, Owner } from './attached-routes.ts'
import { complaintsOf, complaintsOfAge, isTrue } from './complaints-of.ts'
import { fieldAt, listAt, numberAt, textAt } from './fields.ts'
import type { GatewayReport, ListenerReport } from './status-report.ts'

/** `objects` are those that are Rauta's. */
export function gatewayReports(
  objects: readonly unknown[],
  attachments: Attachments,
): GatewayReport[] {
  const sets = Map.groupBy(
    objects.filter((object) => textAt(object, 'kind') === 'ListenerSet'),
    gatewayOfSet,
  )
  return objects
    .filter((object) => textAt(object, 'kind') === 'Gateway')
    .map((gateway) => {
      const owner = ownerOf(gateway, 'Gateway')
      const own = listenersOf(gateway, owner, attachments)
      const others = (sets.get(owner.key) ?? []).map((set) => {
        const its = ownerOf(set, 'ListenerSet')
        return { listeners: listenersOf(set, its, attachments), any: attachments.toAny(its) }
      })
      return {
        kind: 'Gateway',
        namespace: textAt(gateway, 'metadata', 'namespace'),
        name: textAt(gateway, 'metadata', 'name') ?? '',
        className: textAt(gateway, 'spec', 'gatewayClassName') ?? '',
        addresses: listAt(gateway, 'status', 'addresses').flatMap(
          (address) => textAt(address, 'value') ?? [],
        ),
        problems: complaintsOfAge(gateway).concat(complaintsOf(fieldAt(gateway, 'status'))),
        listeners: own.concat(others.flatMap(({ listeners }) => listeners)),
        routes: [...attachments.toAny(owner), ...others.flatMap(({ any }) => any)],
      }
    })
}

/** `NAMESPACE/NAME` */
export function gatewayOfSet(set: unknown): string {
  const namespace =
    textAt(set, 'spec', 'parentRef', 'namespace') ?? textAt(set, 'metadata', 'namespace')
  return `${namespace}/${textAt(set, 'spec', 'parentRef', 'name')}`
}

function listenersOf(object: unknown, owner: Owner, attachments: Attachments): ListenerReport[] {
  const statuses = new Map(
    listAt(object, 'status', 'listeners').map((status) => [textAt(status, 'name'), status]),
  )
  return listAt(object, 'spec', 'listeners').map((listener) => {
    const name = textAt(listener, 'name') ?? ''
    const status = statuses.get(name)
    const routes = attachments.of(owner, name)
    return {
      name,
      listenerSet: owner.kind === 'ListenerSet' ? owner.key : undefined,
      port: numberAt(listener, 'port'),
      protocol: textAt(listener, 'protocol') ?? '',
      hostname: textAt(listener, 'hostname') ?? '',
      places: attachments.places(owner, name),
      isProgrammed: isTrue(status, 'Programmed'),
      attachedRoutes: numberAt(status, 'attachedRoutes') ?? routes.length,
      routes,
      // Of a Gateway that nobody judged its listeners say nothing either.
      problems: statuses.size === 0 ? [] : complaintsOf(status),
    }
  })
}

function ownerOf(object: unknown, kind: Owner['kind']): Owner {
  return {
    kind,
    key: `${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`,
    listeners: listAt(object, 'spec', 'listeners').map((listener) => ({
      name: textAt(listener, 'name') ?? '',
      port: numberAt(listener, 'port'),
    })),
  }
}
