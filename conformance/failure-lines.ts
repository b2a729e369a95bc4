// Out of hundreds of lines of a failed test, those that say what was expected and what was there: the
// suite's last observation before it gave up, and its error.

const timestamp = /^\s*\w[\w.-]*\.go:\d+: \d{4}-\d\d-\d\dT[\d:.]+Z: /
const place = /^\s*\w[\w.-]*\.go:\d+: ?/
const frame = /^\s*(=== |--- )/
const longest = 300

export function failureLines(output: string): string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !frame.test(line))
  const error = lines.findIndex((line) => /^\s*Error Trace:/.test(line))
  if (error === -1) return tidy(lines.slice(-5))
  const observed = lines.slice(0, error).filter((line) => timestamp.test(line))
  return tidy([...observed.slice(-2), ...assertionAt(lines, error)])
}

/** testify's block, without its trace and its test's name. */
function assertionAt(lines: readonly string[], start: number): string[] {
  const kept: string[] = []
  let label = ''
  for (const line of lines.slice(start)) {
    const [, ownLabel, text] = /^\s*(?:([A-Z][\w ]*):)?\s*\t?(.*)$/.exec(line) ?? []
    if (place.test(line)) break
    label = ownLabel ?? label
    if (label === 'Error' || label === 'Messages') kept.push(text ?? '')
    if (kept.length === 6) break
  }
  return kept
}

function tidy(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const text = line.replace(timestamp, '').replace(place, '').trim()
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  })
}
