import test from 'ava'
import { judged, observedAt, refused } from './judged.ts'

const fine = { reason: 'Accepted', message: 'All is well' }

test('without a problem the condition is True and says what is fine, then the notes', (t) => {
  t.deepEqual(judged('Accepted', [], { fine, notes: ['spec.a has no effect'] }), {
    type: 'Accepted',
    status: 'True',
    reason: 'Accepted',
    message: 'All is well. Warning: spec.a has no effect',
  })
})

test('with problems it is False with the reason of the first and the messages of all', (t) => {
  const problems = [
    { reason: 'PortUnavailable', message: 'one.' },
    { reason: 'UnsupportedValue', message: 'two' },
  ]
  t.deepEqual(judged('Accepted', problems, { fine }), {
    type: 'Accepted',
    status: 'False',
    reason: 'PortUnavailable',
    message: 'one. two',
  })
})

test('messages are cut, so that all conditions of an object find room in it', (t) => {
  const problem = { reason: 'Invalid', message: 'x'.repeat(40_000) }
  t.is(judged('Accepted', [problem], { fine }).message.length, 4096)
  t.is(refused('Programmed', problem).message.length, 4096)
})

test('a letter is not cut in half', (t) => {
  const message = `${'x'.repeat(4094)}\u{1F680}${'x'.repeat(10)}`
  const cut = refused('Programmed', { reason: 'Invalid', message }).message
  t.is(cut, `${'x'.repeat(4094)}…`)
  t.true(cut.isWellFormed())
})

test('a generation that nobody gave is left out', (t) => {
  const conditions = [judged('Accepted', [], { fine })]
  t.is(observedAt(undefined, conditions), conditions)
  t.is(observedAt(3, conditions)[0]?.observedGeneration, 3)
})
