// Work of connections that cost more than others, one after the other and a little in each turn of the event
// loop: however many they are, everyone else is served between.

/** Of a turn, for all of them together: a request of someone else meets several turns. */
const turnMs = 4
/** Of a turn after one that took a connection. Node takes one a turn: those that come after it wait for turns. */
const newcomersTurnMs = 0.2
/** Each costs a look at the clock, even where no time is left. */
const mostATurn = 64

/** What came in one go and is no more is read at once, whatever others cost: a request, or what acknowledges answers. */
export const fewBytes = 4 * 1024
/** In a few bytes: with more pieces, such as chunks, they cost more than others. */
export const fewPieces = 64

interface Waiting {
  readonly run: () => void
  readonly laterMs: number
}

const waiting: Waiting[] = []
/** Immediates of Node that are still to come, and of them those that belong to the turn at hand. */
let armed = 0
let left = 0
let end = 0
let hasNewcomer = false

/**
 * Runs it in this turn of the event loop or in a later one, never at once. `laterMs`: about what it brings about
 * in the next turn.
 */
export function atItsTurn(run: () => void, laterMs = 0): void {
  waiting.push({ run, laterMs })
  arm()
}

export function itsTurn(): Promise<void> {
  return new Promise((resolve) => atItsTurn(resolve))
}

/** Whether what is about to begin is to wait for its turn, as others do or as they took their time. */
export function isTurnOver(): boolean {
  if (waiting.length > 0) return true
  if (armed === 0) {
    end = performance.now() + turnMs
    armOne()
  }
  return performance.now() >= end
}

/** A connection was taken. There may be more: the next turn is to come soon. */
export function onNewcomer(): void {
  hasNewcomer = true
}

function arm(): void {
  if (left > 0) return
  while (armed < Math.min(waiting.length, mostATurn)) armOne()
}

function armOne(): void {
  armed++
  // Each by itself: what one brings about at the end of its tick counts, too.
  setImmediate(runNext)
}

function runNext(): void {
  const isFirst = left === 0
  if (isFirst) {
    // What is added from here on is for the next turn.
    left = armed
    end = performance.now() + (hasNewcomer ? newcomersTurnMs : turnMs)
    hasNewcomer = false
  }
  armed--
  left--
  try {
    if (isFirst || performance.now() < end) runOne()
  } finally {
    arm()
  }
}

function runOne(): void {
  const next = waiting.shift()
  end -= next?.laterMs ?? 0
  next?.run()
}
