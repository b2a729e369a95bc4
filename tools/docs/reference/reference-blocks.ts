// The blocks of docs/reference/, a file a page.
import { commandLineBlocks } from './command-line.ts'
import { conditionBlocks } from './conditions.ts'

export const referenceBlocks: Readonly<Record<string, () => string | Promise<string>>> = {
  ...commandLineBlocks,
  ...conditionBlocks,
}
