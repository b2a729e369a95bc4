// Which statuses a leader would write: those that the API server does not have so yet. Each is told once.
import type { ObjectStatus } from '../../status/object-status.ts'
import { keyOfName, type LiveObject, type StatusObjectName } from '../watch/live-object.ts'
import { statusToWrite } from './status-to-write.ts'

export interface WouldWrite {
  see(object: LiveObject): void
  forget(object: StatusObjectName): void
  /** Of all statuses those that would be written and were not told before. */
  among(statuses: readonly ObjectStatus[]): readonly ObjectStatus[]
}

export function createWouldWrite(controllerName: string): WouldWrite {
  const live = new Map<string, LiveObject>()
  let told = new Map<string, ObjectStatus>()
  return {
    see: (object) => void live.set(keyOfName(object), object),
    forget: (object) => void live.delete(keyOfName(object)),
    among(statuses) {
      const now = new Date().toISOString()
      const before = told
      told = new Map(statuses.map((status) => [keyOfName(status), status]))
      return statuses.filter((wanted) => {
        const key = keyOfName(wanted)
        const object = live.get(key)
        if (!object || before.get(key) === wanted) return false
        return statusToWrite({ live: object, wanted, controllerName, now }) !== undefined
      })
    },
  }
}
