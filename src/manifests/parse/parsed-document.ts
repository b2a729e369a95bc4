// What a document of YAML or JSON says, and where.
import type { Path } from '../validate/spot.ts'

export interface ParsedDocument {
  readonly value: unknown
  readonly lineAt: (path: Path) => number
  /** The text of a value that was written without quotes. */
  readonly bareTextAt: (path: Path) => string | undefined
}

/** Why a text is no document. */
export interface ParseFault {
  readonly line: number
  readonly path: Path
  readonly expected: string
  readonly found: string
}
