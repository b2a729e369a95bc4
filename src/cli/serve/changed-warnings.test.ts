import test from 'ava'
import { changedWarnings } from './changed-warnings.ts'

const statusOf = (...messages: readonly string[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1' as const,
  kind: 'HTTPRoute' as const,
  namespace: 'shop',
  name: 'cart',
  generation: 1,
  status: {
    parents: messages.map((message, index) => ({
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: `web-${index}` },
      controllerName: 'rauta.dev/gateway-controller',
      conditions: [
        {
          type: 'Accepted',
          status: 'True' as const,
          reason: 'Accepted',
          message,
          observedGeneration: 1,
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    })),
  },
})

test('a warning is told once, whatever the number of parents that have it', (t) => {
  const status = statusOf('Attached. Warning: a. Warning: b', 'Attached. Warning: a')
  t.deepEqual(changedWarnings({ status }), ['a', 'b'])
})

test('one that was there before is not told again, nor what ended', (t) => {
  const [previous, status] = [statusOf('Attached. Warning: a'), statusOf('Warning: a. Warning: b')]
  t.deepEqual(changedWarnings({ previous, status }), ['b'])
  t.deepEqual(changedWarnings({ previous: status, status: previous }), [])
  t.deepEqual(changedWarnings({ previous }), [])
})
