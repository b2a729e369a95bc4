// Which of the names of objects somebody who misspelt one may have meant.

export function closestName(names: readonly string[], sought: string): string | undefined {
  // One letter in four may be wrong, and never more than two: `api` is not `app-v2`.
  const mostEdits = Math.min(2, Math.floor(sought.length / 4))
  // Of shorter names only the order: `wbe` is `web`.
  if (mostEdits === 0) return names.find((name) => lettersOf(name) === lettersOf(sought))
  const distances = names
    .filter((name) => Math.abs(name.length - sought.length) <= mostEdits)
    .map((name) => ({ name, edits: editsBetween(name, sought, mostEdits) }))
    .filter(({ edits }) => edits <= mostEdits)
    .toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
  return distances[0]?.name
}

function lettersOf(name: string): string {
  return [...name].toSorted().join('')
}

/**
 * Letters put in, left out, changed, or two neighbours swapped (optimal string alignment); more than
 * `atMost` is told as one more. Only what lies that near to the diagonal is looked at.
 */
function editsBetween(a: string, b: string, atMost: number): number {
  const tooMany = atMost + 1
  const far = Array.from({ length: b.length + 1 }, () => tooMany)
  let [beforeLast, last] = [far, far.map((_, column) => Math.min(column, tooMany))]
  for (let row = 1; row <= a.length; row++) {
    const current = far.slice()
    const end = Math.min(b.length, row + atMost)
    let least = tooMany
    for (let column = Math.max(0, row - atMost); column <= end; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const edits = Math.min(
        (last[column] ?? tooMany) + 1,
        (current[column - 1] ?? tooMany) + 1,
        (last[column - 1] ?? tooMany) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? tooMany) + 1 : tooMany,
      )
      current[column] = edits
      least = Math.min(least, edits)
    }
    if (least > atMost) return tooMany
    ;[beforeLast, last] = [last, current]
  }
  return last[b.length] ?? tooMany
}
