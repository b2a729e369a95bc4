// That a Gateway is served for the first time. What is served, or about to be, when this process begins
// is no news: it was so before.
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { GatewayStatus, ObjectStatus } from '../../status/object-status.ts'
import { type NewEvent, newEvent } from './new-event.ts'

export interface ProgrammedNews {
  of(resources: ResourceSet, statuses: readonly ObjectStatus[]): readonly NewEvent[]
}

export function createProgrammedNews(): ProgrammedNews {
  /** By uid, those that have been served. */
  let known: ReadonlySet<string> | undefined
  return {
    of(resources, statuses) {
      const next = new Set<string>()
      const news: NewEvent[] = []
      for (const said of statuses) {
        if (said.kind !== 'Gateway') continue
        const gateway = resources.Gateway.get(`${said.namespace}/${said.name}`)
        const uid = gateway?.metadata.uid
        if (!gateway || uid === undefined) continue
        const { isProgrammed, isPending } = stateOf(said)
        if (known?.has(uid) || isProgrammed || (!known && isPending)) next.add(uid)
        if (!known || known.has(uid) || !isProgrammed) continue
        const message = `The Gateway is served ${placeOf(said)}`
        const type = 'Normal'
        news.push(newEvent(gateway, { type, reason: 'Programmed', message, identity: [] }))
      }
      known = next
      return news
    },
  }
}

function stateOf({ status }: GatewayStatus) {
  const programmed = status.conditions.find(({ type }) => type === 'Programmed')
  return {
    isProgrammed: programmed?.status === 'True',
    isPending: programmed?.status === 'False' && programmed.reason === 'Pending',
  }
}

function placeOf({ status: { addresses } }: GatewayStatus): string {
  return addresses.length === 0 ? '' : `at ${addresses.map(({ value }) => value).join(', ')}`
}
