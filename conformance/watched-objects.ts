// The Gateway API's objects with their statuses, as they were last seen: the suite takes a test's objects
// away before it says that the test failed, so they are followed all the time.
import {
  type Informer,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  CustomObjectsApi,
  makeInformer,
} from '@kubernetes/client-node'
import { stringify } from 'yaml'

const group = 'gateway.networking.k8s.io'

export interface WatchedObjects extends AsyncDisposable {
  /** Those that are there, and those that went away since then, as YAML. */
  yamlSince(time: number): string
}

interface Seen {
  readonly object: KubernetesObject
  goneAt?: number
}

export async function watchObjects(config: KubeConfig): Promise<WatchedObjects> {
  const api = config.makeApiClient(CustomObjectsApi)
  const seen = new Map<string, Seen>()
  const informers: Informer<KubernetesObject>[] = []
  const { resources } = await api.getAPIResources({ group, version: 'v1' })
  const kinds = resources.filter(
    ({ name, verbs }) => !name.includes('/') && verbs.includes('watch'),
  )
  for (const { name: plural } of kinds) {
    const list = async (): Promise<KubernetesListObject<KubernetesObject>> =>
      api.listClusterCustomObject({ group, version: 'v1', plural })
    const informer = makeInformer(config, `/apis/${group}/v1/${plural}`, list)
    informer.on('add', (object) => seen.set(keyOf(object), { object }))
    informer.on('update', (object) => seen.set(keyOf(object), { object }))
    informer.on('delete', (object) => seen.set(keyOf(object), { object, goneAt: Date.now() }))
    // It ends with an error, such as a lost connection; what was seen stays.
    informer.on('error', () =>
      setTimeout(() => void informer.start().catch(() => {}), 1000).unref(),
    )
    await informer.start()
    informers.push(informer)
  }
  return {
    yamlSince: (time) =>
      [...seen.values()]
        .filter(({ goneAt }) => goneAt === undefined || goneAt >= time)
        .map(({ object, goneAt }) => {
          const note =
            goneAt === undefined ? '' : `# gone since ${new Date(goneAt).toISOString()}\n`
          return note + stringify(readable(object))
        })
        .join('---\n'),
    async [Symbol.asyncDispose]() {
      await Promise.all(informers.map((informer) => informer.stop()))
    },
  }
}

/** By uid: a name may come twice in a run. */
function keyOf({ metadata }: KubernetesObject): string {
  return metadata?.uid ?? ''
}

function readable(object: KubernetesObject): unknown {
  const { managedFields: _, ...metadata } = object.metadata ?? {}
  return { ...object, metadata }
}
