// Which known name a writer most likely meant.

/** The known name nearest to `name`, if one is near enough to be meant: a third of its letters may differ. */
export function nearestName(
  name: string,
  known: readonly string[],
  limit = Math.max(1, Math.floor(name.length / 3)),
): string | undefined {
  if (name.length > 100) return undefined
  const near = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .filter(({ candidate, edits }) => edits <= limit || isBeginning(name, candidate))
    .toSorted((a, b) => a.edits - b.edits)
  return near[0]?.candidate
}

function isBeginning(name: string, candidate: string): boolean {
  return name.length >= 3 && candidate.toLowerCase().startsWith(name.toLowerCase())
}

/** How many letters must be added, dropped, changed or swapped with the next; case counts for nothing. */
function editsBetween(one: string, other: string): number {
  const a = one.toLowerCase()
  const b = other.toLowerCase()
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = i > 1 && j > 1 && isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
