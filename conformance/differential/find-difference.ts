// Generated cases through both ways until one differs.
import { array, asyncProperty, check } from 'fast-check'
import { type BothWays, type Compared, isAsExpected, refusalsIn } from './both-ways.ts'
import { generatedCase } from './generated.ts'

export interface Search {
  /** By which it can be repeated. */
  readonly seed: number
  /** Of so many batches. */
  readonly runs: number
  /** Whether a case that differs is made smaller, which takes minutes. */
  readonly isShrunk: boolean
}

/** Cases side by side in a run. */
const inBatch = 12

export async function findDifference(
  both: BothWays,
  { seed, runs, isShrunk }: Search,
): Promise<Compared | undefined> {
  let found: Compared | undefined
  const batch = array(generatedCase, { minLength: 1, maxLength: inBatch, size: 'max' })
  const agree = asyncProperty(batch, async (cases) => {
    const compared = await both.compare(cases)
    const different = compared.find((one) => !isAsExpected(one) && !isFine(one))
    found = different ?? found
    return different === undefined
  })
  const { failed } = await check(agree, { seed, numRuns: runs, endOnFailure: !isShrunk })
  return failed ? found : undefined
}

/**
 * What cases that are made by chance may come to: the direct way refuses an answer that Node's parser lets through;
 * or it answers before it knows how the body goes on, and closes the connection behind that, as it says; or both refuse
 * a 1xx answer of HTTP/1.0, which the reference way has passed on by then.
 */
function isFine(one: Compared): boolean {
  const isClosedSooner = answersUntilClose(one.direct) < answersUntilClose(one.reference)
  return isRefusedMore(one) || isClosedSooner || withoutInterims(one.reference) === one.direct
}

/** Of several requests, one may fail both ways. */
function isRefusedMore({ reference, direct }: Compared): boolean {
  return refusalsIn(direct) > refusalsIn(reference)
}

/** On a connection that stays, all that there could be. */
function answersUntilClose(seen: string): number {
  const last = seen.search(/^Connection: close$/m)
  return last === -1 ? Infinity : (seen.slice(0, last).match(/^HTTP\/1\.1 /gm) ?? []).length
}

function withoutInterims(seen: string): string {
  return seen.replace(/^HTTP\/1\.1 1\d\d [^]*?\n\n/gm, '')
}
