// Work of connections that cost more than others, one after the other and a little in each turn of the event
// loop: however many they are, everyone else is served between.

/** Of a turn: a request of someone else waits so long at most. */
const turnMs = 5

const waiting: (() => void)[] = []
let isScheduled = false

/** Runs it in this turn of the event loop or in a later one, never at once. */
export function atItsTurn(run: () => void): void {
  waiting.push(run)
  schedule()
}

function schedule(): void {
  if (isScheduled || waiting.length === 0) return
  isScheduled = true
  setImmediate(runTurn)
}

function runTurn(): void {
  isScheduled = false
  const end = performance.now() + turnMs
  // What is added meanwhile is for the next turn.
  for (let left = waiting.length; left > 0 && performance.now() < end; left--) waiting.shift()?.()
  schedule()
}
