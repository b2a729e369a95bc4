// A name that is a template was never anybody's: what is told of it is that it was not rendered.
import { templateWords } from '../../manifests/read/template-fault.ts'

/** The message, with that in the place of what it says of a missing object with such a name. */
export function withUnrenderedNames(message: string): string {
  return message.includes('{{')
    ? message.replace(missingTemplate, `$1 is ${templateWords.found}`)
    : message
}

// As src/status and unserved-reason.ts say it, with what they advise, or know beside it.
const missingTemplate =
  /((?:GatewayClass|Gateway|ListenerSet|Service|Secret|ConfigMap) [^;,():]*?\{\{[^;()]*?\}\}[^\s;,()]*)(?: of type [\w./-]+)? does not exist(?: in these manifests \([^)]*\))?(?:; create (?:(?!\. ).)*)?(?=[;,.\s]|$)/g
