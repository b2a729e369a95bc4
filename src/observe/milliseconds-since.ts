/** To the microsecond: what stands behind it is an artefact of the subtraction. */
export function millisecondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) * 1000) / 1000
}
