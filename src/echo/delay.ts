// How long a request asks the backend to wait: `500ms`, `1.5s`; anything else is no time.

/** Milliseconds. */
export function delayMsOf(text: string | null): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text ?? '') ?? []
  return Number(amount ?? 0) * (unit === 's' ? 1000 : 1)
}
