import test from 'ava'
import {
  createEndpointStates,
  firstEjectionMs,
  isEjected,
  longestEjectionMs,
  newEndpointState,
  noteFailure,
  noteSuccess,
} from './endpoint-state.ts'

const noJitter = () => 0.5

/** How long each of so many ejections is, one failure following the end of the one before. */
function ejectionsOf(state: ReturnType<typeof newEndpointState>, count: number, random = noJitter) {
  return Array.from({ length: count }, () => {
    const now = Math.max(0, state.ejectedUntil)
    noteFailure(state, now, random)
    return state.ejectedUntil - now
  })
}

test('each ejection is twice the one before, up to a limit', (t) => {
  const ejections = ejectionsOf(newEndpointState(), 7)
  t.deepEqual(ejections, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('chance makes an ejection longer or shorter by a fifth', (t) => {
  t.deepEqual(
    ejectionsOf(newEndpointState(), 1, () => 0),
    [firstEjectionMs * 0.8],
  )
  t.true((ejectionsOf(newEndpointState(), 20, () => 0.999).at(-1) ?? 0) <= longestEjectionMs * 1.2)
})

test('many requests that fail together count as one failure', (t) => {
  const state = newEndpointState()
  for (let request = 0; request < 100; request++) noteFailure(state, request, noJitter)
  t.is(state.failures, 1)
  t.is(state.ejectedUntil, firstEjectionMs)
})

test('a success ends the ejection, and the next is a first one', (t) => {
  const state = newEndpointState()
  ejectionsOf(state, 5)
  noteSuccess(state, state.failedAt + 1)
  t.false(isEjected(state, state.failedAt + 1))
  t.deepEqual(ejectionsOf(state, 1), [firstEjectionMs])
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
