// The object whose name somebody most likely meant, among those of a kind.
import { nearestName } from '../../resources/nearest-name.ts'

/** It is a hint, looked for again only when an object of the kind came, changed or went. */
const cachedNames = new WeakMap<ReadonlyMap<string, unknown>, Map<string, string | undefined>>()
const mostCandidates = 200

/** Keys are `NAMESPACE/NAME`, or `NAME`. `isOwn`: of the same namespace alone. */
export function nearestObject(
  there: ReadonlyMap<string, unknown>,
  sought: string,
  { isOwn }: { readonly isOwn: boolean },
): string | undefined {
  const answers = cachedNames.getOrInsertComputed(there, () => new Map())
  return answers.getOrInsertComputed(`${isOwn} ${sought}`, () => {
    const keys = [...there.keys()].filter(
      (key) => !isOwn || namespaceOf(key) === namespaceOf(sought),
    )
    if (keys.length > mostCandidates) return undefined
    const nearest = nearestName(nameOf(sought), keys.map(nameOf))
    return keys.find((key) => nameOf(key) === nearest)
  })
}

function namespaceOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')))
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}
