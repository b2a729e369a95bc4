// What a check found, for programs: a `v1` List of the objects with the status that a cluster would
// hold; and what a List has no place for: where they stand, and what was found.
import { keyOf } from '../../resources/resource-set.ts'
import type { Finding } from './check-findings.ts'
import type { CheckResult } from './check-manifests.ts'

export function checkJson({ objects, findings }: CheckResult): object {
  const items = objects.map(({ resource, status }) => {
    const { apiVersion, kind, metadata } = resource
    return { apiVersion, kind, metadata, ...(status ? { status: status.status } : {}) }
  })
  const of = (level: Finding['level']) =>
    findings.filter((finding) => finding.level === level).map(({ level: _level, ...rest }) => rest)
  return {
    apiVersion: 'v1',
    kind: 'List',
    items,
    places: objects.map(({ resource, file, line }) => ({
      object: `${resource.kind} ${keyOf(resource)}`,
      file,
      line,
    })),
    mistakes: of('mistake'),
    problems: of('problem'),
    warnings: of('warning'),
    notices: of('notice'),
  }
}
