// A condition of positive polarity out of what was found wrong: nothing → True, anything → False with
// the first problem's reason and every problem's message.
import type { Condition } from './condition.ts'
import { asWarning } from './warnings.ts'

/** A mistake as a value: the spec's reason, and a message that names field path, object and fix. */
export interface Problem {
  readonly reason: string
  readonly message: string
}

/** `fine` is said when there is no problem; `notes` are added to either message, as warnings. */
export function judged(
  type: string,
  problems: readonly Problem[],
  { fine, notes = [] }: { readonly fine: Problem; readonly notes?: readonly string[] },
): Condition {
  const [first = fine] = problems
  const said = problems.length === 0 ? [fine] : problems
  return {
    type,
    status: problems.length === 0 ? 'True' : 'False',
    reason: first.reason,
    message: sentences([...said.map(({ message }) => message), ...notes.map(asWarning)]),
  }
}

/** For a condition that is known to be False. */
export function refused(type: string, problem: Problem): Condition {
  return { type, status: 'False', reason: problem.reason, message: shortened(problem.message) }
}

/** The conditions as of that generation of their object. */
export function observedAt(
  generation: number | undefined,
  conditions: readonly Condition[],
): readonly Condition[] {
  if (generation === undefined) return conditions
  return conditions.map((condition) => ({ ...condition, observedGeneration: generation }))
}

function sentences(messages: readonly string[]): string {
  return shortened(messages.map((message) => message.replace(/\.$/, '')).join('. '))
}

/**
 * A message that fits into a condition, whatever names and lists stand in it: one that is too long for the
 * API server (32,768 characters, metav1.Condition) would leave the object without any status, and so would
 * many that are too long together for what an object may take (1.5 MiB in etcd).
 */
export function shortened(message: string): string {
  if (message.length <= maxMessage) return message
  // Half a letter would come back as another, and be written anew for ever.
  return `${message.slice(0, maxMessage - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const maxMessage = 4096
