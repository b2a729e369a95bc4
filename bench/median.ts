/** Of sorted numbers the one that this share of them does not exceed; NaN of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** The middle one, or the lower of the two in the middle; NaN of none. */
export function median(numbers: Iterable<number>): number {
  return quantile(Float64Array.from(numbers).toSorted(), 0.5)
}
