import test from 'ava'
import { modes } from './manifests.ts'
import { objectsOfMode, type Role, theOne } from './manifest-objects.ts'
import { linesOf, neededPermissions, type Permission, permissions } from './test-permissions.ts'

for (const mode of modes) {
  test(`${mode}: the roles grant what the code asks for, and nothing else`, async (t) => {
    const objects = await objectsOfMode(mode)
    const granted = [
      ...grantedBy(theOne<Role>(objects, 'ClusterRole'), 'everywhere'),
      ...grantedBy(theOne<Role>(objects, 'Role'), 'at home'),
    ]
    t.deepEqual(linesOf(granted), linesOf(neededPermissions))
  })
}

function grantedBy({ rules }: Role, where: Permission['where']): readonly Permission[] {
  return rules.flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
    apiGroups.flatMap((group) =>
      resources
        .flatMap((resource) => permissions(group, resource, verbs, where))
        .flatMap((one) => resourceNames.map((name) => Object.assign({ name }, one))),
    ),
  )
}
