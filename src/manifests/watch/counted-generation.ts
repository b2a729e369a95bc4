// `metadata.generation` as an API server counts it: one more with each change of what the user
// wants, none for a label. Conditions name it as `observedGeneration`.
import { isDeepStrictEqual } from 'node:util'
import type { Resource } from '../../resources/resource-set.ts'

/** Kinds without a generation (core ones) are given back as they are. */
export function counted(read: Resource, before: Resource | undefined): Resource {
  const last = before?.metadata.generation
  const own = read.metadata.generation
  if (!before || last === undefined || own === undefined) return read
  const generation = isDeepStrictEqual(wanted(read), wanted(before))
    ? last
    : Math.max(last + 1, own)
  if (generation === own) return read
  return { ...read, metadata: { ...read.metadata, generation } }
}

function wanted(resource: Resource): object {
  return { ...resource, metadata: undefined, status: undefined }
}
