// What differs between a list and the one before, where both are long and most of one is in the other.

/**
 * Members that are in one list only, or in another place; some that are as they were may be among them. Of lists of
 * one length each place is compared; of others, what lies between their common beginning and their common end.
 */
export function changedMembers<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === now.length ? replacedMembers(before, now) : middleMembers(before, now)
}

function replacedMembers<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  const changed: T[] = []
  for (const [index, member] of now.entries()) {
    const known = before[index]
    if (known !== member && known !== undefined) changed.push(known, member)
  }
  return changed
}

function middleMembers<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  const shorter = Math.min(before.length, now.length)
  let start = 0
  while (start < shorter && before[start] === now[start]) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === now.at(-1 - end)) end++
  return [...before.slice(start, before.length - end), ...now.slice(start, now.length - end)]
}
