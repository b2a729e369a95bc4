// In which lines of its manifest stands what a condition speaks of.
import type { Resource } from '../../resources/resource-set.ts'
import { lineOfField, type ObjectPlace } from '../../manifests/read/line-of-field.ts'
import { parsePath, type Path } from '../../manifests/validate/spot.ts'
import { partOf } from '../../status/condition-problems.ts'
import { sentencesIn } from '../../status/fields-in-message.ts'

export interface PlacedObject {
  readonly resource: Resource
  readonly file: string
  readonly line: number
  readonly place: ObjectPlace
}

/** `routes.yaml:12, routes.yaml:19`; empty where it is the object's own line, which is told beside it. */
export function placesOf(object: PlacedObject, said: { part: string; text: string }): string {
  const lines = sentencesIn(said.text).map(({ field }) => lineOf(object, said.part, field))
  const others = [...new Set(lines)].filter((line) => line !== object.line)
  return others.map((line) => `${object.file}:${line}`).join(', ')
}

/** `part` is the condition's (`listener http`, `Gateway web`), for sentences that name no field. */
export function lineOf(object: PlacedObject, part: string, field: string | undefined): number {
  const path = (field === undefined ? undefined : parsePath(field)) ?? pathOfPart(object, part)
  return path.length === 0 ? object.line : lineOfField(object.place, path)
}

function pathOfPart({ resource }: PlacedObject, part: string): Path {
  const [list, index] = partIn(resource, part)
  return index < 0 ? [] : ['spec', list, index]
}

function partIn(resource: Resource, part: string): readonly [list: string, index: number] {
  if (part === '') return ['', -1]
  switch (resource.kind) {
    case 'Gateway':
    case 'ListenerSet': {
      const listeners = resource.spec.listeners ?? []
      return ['listeners', listeners.findIndex(({ name }) => part === `listener ${name}`)]
    }
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute': {
      const { namespace } = resource.metadata
      const parentRefs = resource.spec.parentRefs ?? []
      return ['parentRefs', parentRefs.findIndex((ref) => partOf(ref, namespace) === part)]
    }
    default:
      return ['', -1]
  }
}
