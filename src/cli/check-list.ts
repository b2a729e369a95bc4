// What a check found, for programs: a `v1` List of the objects with the status that a cluster would
// hold.
import type { Check } from './check-manifests.ts'

export function checkList({ objects }: Check): object {
  const items = objects.map(({ resource, status }) => {
    const { apiVersion, kind, metadata } = resource
    return { apiVersion, kind, metadata, ...(status ? { status: status.status } : {}) }
  })
  return { apiVersion: 'v1', kind: 'List', items }
}
