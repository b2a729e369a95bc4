// The blocks of docs/reference/, a file a page.
import { accessLogBlocks } from './access-log.ts'
import { commandLineBlocks } from './command-line.ts'
import { conditionBlocks } from './conditions.ts'
import { metricBlocks } from './metrics.ts'

export const referenceBlocks: Readonly<Record<string, () => string | Promise<string>>> = {
  ...accessLogBlocks,
  ...commandLineBlocks,
  ...conditionBlocks,
  ...metricBlocks,
}
