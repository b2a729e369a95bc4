// Power of two choices (Mitzenmacher, 2001): of two drawn at random the one with fewer requests in
// flight. Nearly as even as asking all, at the price of two, and no herd runs to the one that is idle.
import type { EndpointState } from './endpoint-state.ts'

/** The index of the one chosen; undefined: none is usable. */
export function twoChoices(
  states: readonly EndpointState[],
  isUsable: (index: number) => boolean,
  random: () => number,
): number | undefined {
  const first = drawn(states.length, isUsable, random)
  if (first === undefined) return undefined
  const second = drawn(states.length, (index) => index !== first && isUsable(index), random)
  if (second === undefined) return first
  return inFlight(states, second) < inFlight(states, first) ? second : first
}

/** Draws until one is usable: as likely as any other that is. After some misses the usable are listed. */
function drawn(
  count: number,
  isUsable: (index: number) => boolean,
  random: () => number,
): number | undefined {
  for (let miss = 0; miss < 4; miss++) {
    const index = Math.floor(random() * count)
    if (index < count && isUsable(index)) return index
  }
  const usable: number[] = []
  for (let index = 0; index < count; index++) if (isUsable(index)) usable.push(index)
  return usable[Math.floor(random() * usable.length)]
}

function inFlight(states: readonly EndpointState[], index: number): number {
  return states[index]?.inFlight ?? 0
}
