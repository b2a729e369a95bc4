// What a Go test program says while it runs, as `go tool test2json` writes it: one JSON object a line
// (https://pkg.go.dev/cmd/test2json).

export interface GoTestEvent {
  readonly action: string
  /** `TestConformance/ShortName/part`; absent for what is about the whole program. */
  readonly test: string | undefined
  readonly output: string | undefined
  readonly timeMs: number
}

/** Undefined for a line that is no event. */
export function parseGoTestEvent(line: string): GoTestEvent | undefined {
  if (!line.startsWith('{')) return undefined
  const { Time, Action, Test, Output } = JSON.parse(line) as {
    readonly Time: string
    readonly Action: string
    readonly Test?: string
    readonly Output?: string
  }
  return { action: Action, test: Test, output: Output, timeMs: Date.parse(Time) }
}
