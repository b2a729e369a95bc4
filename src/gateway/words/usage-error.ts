/** What the user can put right: its message is one sentence that says how. Ends the program with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
