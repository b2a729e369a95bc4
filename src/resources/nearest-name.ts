// Which known name somebody most likely meant who wrote another one: of a field, a kind, an object. One rule for
// all, so that every message guesses alike.

/**
 * One letter in four may be wrong, two at most: `api` is not `app-v2`. Of shorter names only the order: `wbe` is
 * `web`, and `app` is not `api`. A beginning of three letters or more means the whole name. Case counts for nothing.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const sought = name.toLowerCase()
  const mostEdits = Math.min(2, Math.floor(sought.length / 4))
  let nearest: { readonly candidate: string; readonly edits: number } | undefined
  for (const candidate of known) {
    const edits = editsOf(sought, candidate.toLowerCase(), mostEdits)
    if (edits === undefined) continue
    const isNearer = !nearest || edits < nearest.edits
    if (isNearer || (edits === nearest?.edits && candidate < nearest.candidate))
      nearest = { candidate, edits }
  }
  return nearest?.candidate
}

function editsOf(sought: string, candidate: string, mostEdits: number): number | undefined {
  const isBeginning = sought.length >= 3 && candidate.startsWith(sought)
  const more = Math.abs(candidate.length - sought.length)
  if (isBeginning) return more
  if (more > mostEdits) return undefined
  if (mostEdits === 0) return lettersOf(candidate) === lettersOf(sought) ? 0 : undefined
  const edits = editsBetween(candidate, sought, mostEdits)
  return edits <= mostEdits ? edits : undefined
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
