// The blocks of docs/reference/, a file a page.
import { accessLogBlocks } from './access-log.ts'
import { adminBlocks } from './admin-api.ts'
import { annotationBlocks } from './annotations-and-labels.ts'
import { commandLineBlocks } from './command-line.ts'
import { conditionBlocks } from './conditions.ts'
import { limitBlocks } from './limits.ts'
import { localAnswerBlocks } from './local-answers.ts'
import { metricBlocks } from './metrics.ts'

export const referenceBlocks: Readonly<Record<string, () => string | Promise<string>>> = {
  ...accessLogBlocks,
  ...adminBlocks,
  ...annotationBlocks,
  ...commandLineBlocks,
  ...conditionBlocks,
  ...limitBlocks,
  ...localAnswerBlocks,
  ...metricBlocks,
}
