// Where a command speaks to, and how it ends: the process, or a test.
import type { Writable } from 'node:stream'

export interface Output {
  readonly out: Writable & { readonly isTTY?: boolean }
  readonly errors: Writable & { readonly isTTY?: boolean }
  /** Sets the exit code; the command returns by itself. */
  exit(code: number): void
}
