import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { createKeyedQueue } from './keyed-queue.ts'

function slowWork() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (key: string) => {
    begun.push(key)
    return new Promise<void>((resolve) => ends.set(key, resolve))
  }
  const end = async (key: string) => {
    ends.get(key)?.()
    await setImmediate()
  }
  return { work, begun, end }
}

test('at most so many keys are worked on at once', async (t) => {
  const { work, begun, end } = slowWork()
  const queue = createKeyedQueue(work, 2)
  for (const key of ['a', 'b', 'c']) queue.add(key)
  t.deepEqual(begun, ['a', 'b'])
  await end('a')
  t.deepEqual(begun, ['a', 'b', 'c'])
})

test('a key that waits is not added twice; one that is worked on is worked on once more', async (t) => {
  const { work, begun, end } = slowWork()
  const queue = createKeyedQueue(work, 2)
  for (const key of ['a', 'a', 'a']) queue.add(key)
  t.deepEqual(begun, ['a'])
  await end('a')
  t.deepEqual(begun, ['a', 'a'])
  await end('a')
  t.deepEqual(begun, ['a', 'a'])
})

test('closing drops what waits and waits for what is worked on', async (t) => {
  const { work, begun, end } = slowWork()
  const queue = createKeyedQueue(work, 1)
  queue.add('a')
  queue.add('b')
  const closed = queue.close()
  await end('a')
  await closed
  queue.add('c')
  t.deepEqual(begun, ['a'])
})
