// The blocks of docs/reference/, a file a page.
import { commandLineBlocks } from './command-line.ts'

export const referenceBlocks: Readonly<Record<string, () => string | Promise<string>>> = {
  ...commandLineBlocks,
}
