// Generated cases through both ways until one differs, made as small as fast-check can make it.
import { array, asyncProperty, check } from 'fast-check'
import type { BothWays, Compared } from './both-ways.ts'
import { generatedCase } from './generated.ts'

export interface Search {
  /** By which it can be repeated. */
  readonly seed: number
  /** Of so many batches. */
  readonly runs: number
}

/** Cases side by side in a run. */
const inBatch = 12

export async function findDifference(
  both: BothWays,
  { seed, runs }: Search,
): Promise<Compared | undefined> {
  let found: Compared | undefined
  const batch = array(generatedCase, { minLength: 1, maxLength: inBatch, size: 'max' })
  const agree = asyncProperty(batch, async (cases) => {
    const compared = await both.compare(cases)
    const different = compared.find(({ reference, direct }) => reference !== direct)
    found = different ?? found
    return different === undefined
  })
  const { failed } = await check(agree, { seed, numRuns: runs })
  return failed ? found : undefined
}
