// What an install may do, out of the committed files: the tables of docs/how-to/install.md.
import { manifests, modes } from './manifests.ts'
import { objectsOfMode, type Role, theOne, workloadOf } from './manifest-objects.ts'

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export async function podPrivileges(): Promise<Table> {
  return {
    columns: ['mode', 'file', 'runs as', 'network', 'user', 'capabilities', 'pod security'],
    rows: await Promise.all(
      modes.map(async (mode) => {
        const objects = await objectsOfMode(mode)
        const { kind, spec } = workloadOf(objects)
        const { hostNetwork = false, containers } = spec.template.spec
        const { runAsUser, capabilities } = containers[0].securityContext
        const { labels } = theOne(objects, 'Namespace').metadata
        return [
          `\`${mode}\``,
          `[${manifests[mode]}](../../deploy/${manifests[mode]})`,
          kind,
          hostNetwork ? "the node's" : "the pod's",
          String(runAsUser),
          capabilities.add?.join(', ') ?? 'none',
          `\`${labels['pod-security.kubernetes.io/enforce']}\``,
        ]
      }),
    ),
  }
}

/** The same in every mode, as permissions.test.ts has it. */
export async function apiPermissions(): Promise<Table> {
  const objects = await objectsOfMode('host')
  const rows = (role: Role, where: string) =>
    role.rules.map(({ resources, resourceNames, verbs }) => {
      const named = resourceNames ? ` of Gateway API, ${resourceNames.length} by name` : ''
      return [resources.join(', ') + named, verbs.join(', '), where]
    })
  return {
    columns: ['what', 'may', 'where'],
    rows: [
      ...rows(theOne<Role>(objects, 'ClusterRole'), 'all namespaces'),
      ...rows(theOne<Role>(objects, 'Role'), 'its own namespace'),
    ],
  }
}
