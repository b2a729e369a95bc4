// An object that is named and is not there may stand in the manifests, left out for a mistake of its own:
// "there is none" would send its writer to the wrong place.
import type { ManifestProblem } from '../../manifests/read/manifest-problem.ts'
import { templateWords } from '../../manifests/read/template-fault.ts'

export interface LeftOut {
  /** The message, with the mistake of the object that it misses. */
  inMessage(message: string): string
  inStatus<S extends object>(status: S): S
}

export function leftOutAmong(problems: readonly ManifestProblem[]): LeftOut {
  const places = new Map<string, string>()
  let unread: string | undefined
  for (const problem of problems) {
    if (problem.level === 'notice') continue
    const { file, line, object } = problem
    const place = line > 0 ? `${file}:${line}` : file
    if (object === '') unread ??= place
    else if (!problem.keepsLastGood && !places.has(object)) places.set(object, place)
  }
  const isNone = places.size === 0 && unread === undefined
  const inMessage = (message: string) =>
    withUnrenderedNames(message).replace(
      missingObject,
      (said: string, object: string, among?: string) => {
        const place = places.get(object)
        if (place !== undefined) return `${object} has a mistake (${place}) and is left out`
        if (unread === undefined || among === undefined) return said
        return said.replace(among, `${among.slice(0, -1)}; ${unread} cannot be read)`)
      },
    )
  return {
    inMessage,
    inStatus: <S extends object>(status: S) => {
      const text = JSON.stringify(status)
      if (isNone && !text.includes('{{')) return status
      // Of all that a status has, only conditions have messages.
      return JSON.parse(text, (key, value) =>
        key === 'message' && typeof value === 'string' ? inMessage(value) : value,
      ) as S
    },
  }
}

// As src/status and unserved-reason.ts say it, with the advice to make what is there.
const missingObject =
  /((?:GatewayClass|Gateway|ListenerSet|Service|Secret|ConfigMap) [^\s;,]+?)(?: of type [\w./-]+)? does not exist( in these manifests \([^)]*\))?(?: \(there is [^)]*\))?(?:; create (?:(?!\. ).)*)?(?=[;,.\s]|$)/g

/**
 * A name that is a template was never anybody's: the message says that it was not rendered, in the place of what
 * it says of a missing object with such a name.
 */
function withUnrenderedNames(message: string): string {
  return message.includes('{{')
    ? message.replace(missingTemplate, `$1 is ${templateWords.found}`)
    : message
}

// As src/status and unserved-reason.ts say it, with what they advise, or know beside it.
const missingTemplate =
  /((?:GatewayClass|Gateway|ListenerSet|Service|Secret|ConfigMap) [^;,():]*?\{\{[^;()]*?\}\}[^\s;,()]*)(?: of type [\w./-]+)? does not exist(?: in these manifests \([^)]*\))?(?:; create (?:(?!\. ).)*)?(?=[;,.\s]|$)/g
