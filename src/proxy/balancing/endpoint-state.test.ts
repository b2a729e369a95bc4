import test from 'ava'
import {
  createEndpointStates,
  firstRestMs,
  isResting,
  longestRestMs,
  newEndpointState,
  noteFailure,
  noteSuccess,
} from './endpoint-state.ts'

const noJitter = () => 0.5

/** How long each of so many rests is, one failure following the end of the rest before. */
function restsOf(state: ReturnType<typeof newEndpointState>, count: number, random = noJitter) {
  return Array.from({ length: count }, () => {
    const now = Math.max(0, state.restsUntil)
    noteFailure(state, now, random)
    return state.restsUntil - now
  })
}

test('each rest is twice the one before, up to a limit', (t) => {
  const rests = restsOf(newEndpointState(), 7)
  t.deepEqual(rests, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('chance makes a rest longer or shorter by a fifth', (t) => {
  t.deepEqual(
    restsOf(newEndpointState(), 1, () => 0),
    [firstRestMs * 0.8],
  )
  t.true((restsOf(newEndpointState(), 20, () => 0.999).at(-1) ?? 0) <= longestRestMs * 1.2)
})

test('many requests that fail together count as one failure', (t) => {
  const state = newEndpointState()
  for (let request = 0; request < 100; request++) noteFailure(state, request, noJitter)
  t.is(state.failures, 1)
  t.is(state.restsUntil, firstRestMs)
})

test('a success ends the rest, and the next is a first one', (t) => {
  const state = newEndpointState()
  restsOf(state, 5)
  noteSuccess(state, state.failedAt + 1)
  t.false(isResting(state, state.failedAt + 1))
  t.deepEqual(restsOf(state, 1), [firstRestMs])
})

test('a state is the same as long as somebody holds it', (t) => {
  const states = createEndpointStates()
  const state = states.take('a')
  t.is(states.take('a'), state)
  states.drop('a')
  t.is(states.take('a'), state)
  states.drop('a')
  states.drop('a')
  t.not(states.take('a'), state)
})
