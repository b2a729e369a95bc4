import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { writeLater } from './write-later.ts'

test('all write at the end of the turn, and only then comes what follows of each', async (t) => {
  const done: string[] = []
  for (const name of ['a', 'b'])
    writeLater(
      () => void done.push(`${name} writes`),
      () => void done.push(`${name} goes on`),
    )
  writeLater(() => void done.push('c writes'))
  t.deepEqual(done, [])
  await turn()
  t.deepEqual(done, ['a writes', 'b writes', 'c writes', 'a goes on', 'b goes on'])
})

test('what is to be written by what follows waits for the next turn', async (t) => {
  const done: string[] = []
  writeLater(
    () => {},
    () => writeLater(() => void done.push('next')),
  )
  await turn()
  t.deepEqual(done, [])
  await turn()
  t.deepEqual(done, ['next'])
})
