import test from 'ava'
import { byAge } from './age.ts'

const object = (name: string, creationTimestamp?: string) => ({
  metadata: { namespace: 'shop', name, ...(creationTimestamp && { creationTimestamp }) },
})

test('the older comes first, then the first by name, and last what has no age', (t) => {
  const sorted = [
    object('a'),
    object('b', '2024-01-02T00:00:00Z'),
    object('d', '2024-01-01T23:30:00+01:00'),
    object('c', '2024-01-01T22:30:00Z'),
    object('e', 'not a time'),
  ].toSorted(byAge)
  t.deepEqual(
    sorted.map(({ metadata }) => metadata.name),
    ['c', 'd', 'b', 'a', 'e'],
  )
})
