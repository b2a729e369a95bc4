// All that an account may do, as the API server's authorizer says: asked of every resource that it
// serves, with every verb, in all namespaces, in the install's own and in another.
import type { ApiClient } from '../src/cluster/api/api-client.ts'
import type { Permission } from './test-permissions.ts'

const verbs =
  'get list watch create update patch delete deletecollection impersonate bind escalate approve sign use'
const namespaces = { everywhere: '', 'at home': 'rauta-system', elsewhere: 'default' }
type Where = keyof typeof namespaces
const wheres = Object.keys(namespaces) as readonly Where[]
const atOnce = 32

interface Served {
  readonly group: string
  readonly resource: string
  readonly isNamespaced: boolean
}

/** What it was granted itself; not what every account has. */
export async function allThatMay(
  api: ApiClient,
  user: string,
  /** Objects of which it is asked by their names too. */
  named: readonly Pick<Permission, 'group' | 'resource' | 'name'>[] = [],
): Promise<readonly Permission[]> {
  const questions = (await servedResources(api)).flatMap(({ group, resource, isNamespaced }) =>
    [undefined, ...named.filter((one) => one.group === group && one.resource === resource)].flatMap(
      (one) =>
        wheres
          .slice(0, isNamespaced ? wheres.length : 1)
          .flatMap((where) =>
            verbs.split(' ').map((verb) => ({ group, resource, verb, where, name: one?.name })),
          ),
    ),
  )
  const allowed: Permission[] = []
  for (let from = 0; from < questions.length; from += atOnce) {
    const some = questions.slice(from, from + atOnce)
    const answers = await Promise.all(some.map((question) => may(api, user, question)))
    allowed.push(...some.filter((_, index) => answers[index]))
  }
  const keyOf = ({ group, resource, verb, name }: Permission) =>
    `${verb} ${resource}.${group} ${name}`
  const everywhere = new Set(allowed.filter(({ where }) => where === 'everywhere').map(keyOf))
  return allowed.filter((one) => one.where === 'everywhere' || !everywhere.has(keyOf(one)))
}

async function may(
  api: ApiClient,
  user: string,
  { group, resource: whole, verb, where, name }: Permission,
): Promise<boolean> {
  const [resource, subresource] = whole.split('/')
  const namespace = namespaces[where]
  const answer = (await api.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, resourceAttributes: { group, resource, subresource, verb, namespace, name } },
    },
  })) as { readonly status: { readonly allowed: boolean } }
  return answer.status.allowed
}

async function servedResources(api: ApiClient): Promise<readonly Served[]> {
  const { groups } = (await api.send({ path: '/apis' })) as {
    readonly groups: readonly {
      readonly name: string
      readonly preferredVersion: { readonly groupVersion: string }
    }[]
  }
  const lists = await Promise.all([
    resourcesAt(api, '', '/api/v1'),
    ...groups.map(({ name, preferredVersion }) =>
      resourcesAt(api, name, `/apis/${preferredVersion.groupVersion}`),
    ),
  ])
  return lists.flat()
}

async function resourcesAt(api: ApiClient, group: string, path: string): Promise<Served[]> {
  const { resources } = (await api.send({ path })) as {
    readonly resources: readonly { readonly name: string; readonly namespaced: boolean }[]
  }
  return resources.map(({ name, namespaced }) => ({
    group,
    resource: name,
    isNamespaced: namespaced,
  }))
}
