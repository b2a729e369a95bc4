// What the reads of a translation come from, as bits of a number: the map of each kind, and what is handed in
// beside the resources. An answer follows from its source alone, so that it is what it was for as long as the
// source is the same object.
import { type Kind, kinds, type ResourceSet } from '../../resources/resource-set.ts'
import type { Place } from '../words/place.ts'
import type { TranslationInputs } from '../words/translation.ts'

export interface ReadFrom {
  readonly resources: ResourceSet
  readonly circumstances?: TranslationInputs | undefined
  readonly places?: ReadonlyMap<string, Place> | undefined
}

const bitOfKind = Object.fromEntries(kinds.map((kind, index) => [kind, 1 << index]))

export function sourceOfKind(kind: Kind): number {
  return bitOfKind[kind] ?? 0
}

/** After those of the kinds. */
const bitAfterKinds = (place: number) => 1 << (kinds.length + place)

export const sourceOf = Object.freeze({
  /** Of any kind. */
  resources: bitAfterKinds(0),
  certificates: bitAfterKinds(1),
  clock: bitAfterKinds(2),
  crds: bitAfterKinds(3),
  places: bitAfterKinds(4),
})

/** The sources that are not the same objects. */
export function changedSources(before: ReadFrom, now: ReadFrom): number {
  let changed = 0
  for (const kind of kinds)
    if (before.resources[kind] !== now.resources[kind]) changed |= sourceOfKind(kind)
  const [then, at] = [before.circumstances, now.circumstances]
  if (before.resources !== now.resources) changed |= sourceOf.resources
  if (then?.liveCertificates !== at?.liveCertificates) changed |= sourceOf.certificates
  if (then?.nowMs !== at?.nowMs) changed |= sourceOf.clock
  if (then?.crds !== at?.crds) changed |= sourceOf.crds
  if (before.places !== now.places) changed |= sourceOf.places
  return changed
}
