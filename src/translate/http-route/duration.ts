// GEP-2257 durations: "MUST match the regular expression `^([0-9]{1,5}(h|m|s|ms)){1,4}$`" and mean what
// Go's time.ParseDuration makes of them: the parts add up, in whatever order they stand.
const shape = /^(?:[0-9]{1,5}(?:h|ms|m|s)){1,4}$/
const parts = /([0-9]{1,5})(h|ms|m|s)/g
const msPerUnit: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** Milliseconds; undefined where the text is no duration. */
export function durationMs(text: string): number | undefined {
  if (!shape.test(text)) return undefined
  let total = 0
  for (const [, value = '0', unit = 'ms'] of text.matchAll(parts)) {
    total += Number(value) * (msPerUnit[unit] ?? 0)
  }
  return total
}
