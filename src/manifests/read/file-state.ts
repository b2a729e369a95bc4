// What can be told of a file without reading it: whether it is as it was, and whether someone is
// still writing it. Half a file may well be valid YAML, and would take away the other half's objects.
import { stat } from 'node:fs/promises'

export interface FileState {
  readonly identity: string
  readonly size: number
  /** How long before it was looked at; negative where it was written meanwhile. */
  readonly ageMs: number
  /** Changes when the file does; undefined where that cannot be told yet. */
  readonly signature: string | undefined
}

// A file written twice within one tick of the kernel's clock has one time for both: while it is this
// young, that its time is the same says nothing.
const tellingAgeMs = 100
// A time further ahead than this is a wrong clock's, and would keep the file from ever being read.
const wrongClockMs = 10_000
// A file that shrank in place was most likely emptied to be filled again.
const restsIfShrunk = 4

export async function fileState(file: string): Promise<FileState> {
  const now = Date.now()
  const { dev, ino, size, mtimeMs, ctimeMs } = await stat(file)
  // The clock has whole milliseconds, a file's time has parts of them: it is no later within the same one.
  const ageMs = now - Math.floor(mtimeMs)
  const identity = `${dev} ${ino}`
  const isTelling = ageMs >= tellingAgeMs || ageMs < -wrongClockMs
  const signature = isTelling ? [identity, size, mtimeMs, ctimeMs].join(' ') : undefined
  return { identity, size, ageMs, signature }
}

/** By rename, for example. */
export function isAnother(state: FileState, before: FileState | undefined): boolean {
  return before !== undefined && state.identity !== before.identity
}

/** `restMs`: how long a writer must have rested for a file to be whole. */
export function isBeingWritten(
  { identity, size, ageMs }: FileState,
  before: FileState | undefined,
  restMs: number,
): boolean {
  const hasShrunk = before?.identity === identity && size < before.size
  return ageMs > -wrongClockMs && ageMs < (hasShrunk ? restsIfShrunk * restMs : restMs)
}
