// On which line of a text a place is. Most texts have no mistake and are asked for few lines: they are counted at the
// first question.

/** Lines and offsets: the first line is 1, the first offset 0. */
export function lineOfOffset(text: string): (offset: number) => number {
  let starts: readonly number[] | undefined
  return (offset) => lineAt((starts ??= lineStarts(text)), offset)
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** How many lines begin at the offset or before it. */
function lineAt(starts: readonly number[], offset: number): number {
  let from = 0
  let to = starts.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((starts[middle] ?? 0) <= offset) from = middle + 1
    else to = middle
  }
  return from
}
