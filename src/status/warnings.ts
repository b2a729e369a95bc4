// Warnings inside of a condition's message: everything works, and yet something is not as its writer may
// think. A cluster has no other place for them: a condition's message is one text.

const mark = 'Warning: '

export function asWarning(note: string): string {
  return note.startsWith(mark) ? note : `${mark}${note}`
}

export interface SplitMessage {
  /** Without the warnings. */
  readonly said: string
  /** Without the word. */
  readonly warnings: readonly string[]
}

export function splitWarnings(message: string): SplitMessage {
  const [said = '', ...warnings] = message.split(/(?:^|\. )Warning: /)
  return { said, warnings }
}
