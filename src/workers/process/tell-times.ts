// How often a worker tells what it counted: what it counted since is lost with it, so each second. Where it counts
// thousands of series, to find those that changed takes its time: then less often, so that it takes 1 % at most.

const soonestMs = 1_000
const latestMs = 5_000
const timeShare = 0.01

/** Until it is disposed of. */
export function tellRegularly(tell: () => void): Disposable {
  let timer = setTimeout(tellOnce, soonestMs)
  function tellOnce(): void {
    const begun = performance.now()
    tell()
    timer = setTimeout(tellOnce, nextTellMs(performance.now() - begun))
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

/** Milliseconds until the next time, where the last one took so long. */
export function nextTellMs(tookMs: number): number {
  return Math.min(Math.max(soonestMs, tookMs / timeShare), latestMs)
}
