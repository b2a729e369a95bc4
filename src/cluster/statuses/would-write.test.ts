import test from 'ava'
import type { LiveObject } from '../watch/live-object.ts'
import { ours, parentRef, exampleRouteStatus } from '../../testing/cluster/statuses.ts'
import { createWouldWrite } from './would-write.ts'

const wanted = exampleRouteStatus('cart')
const live: LiveObject = {
  kind: 'HTTPRoute',
  namespace: 'shop',
  name: 'cart',
  generation: wanted.generation,
  resourceVersion: '1',
  status: {},
}

test('what the API server has not is told once', (t) => {
  const wouldWrite = createWouldWrite(ours)
  t.deepEqual(wouldWrite.among([wanted]), [])
  const seen = createWouldWrite(ours)
  seen.see(live)
  t.deepEqual(seen.among([wanted]), [wanted])
  t.deepEqual(seen.among([wanted]), [])
  const other = structuredClone(wanted)
  t.deepEqual(seen.among([other]), [other])
})

test('what it has already is not told', (t) => {
  const wouldWrite = createWouldWrite(ours)
  const lastTransitionTime = '2026-01-01T00:00:00Z'
  const [parent] = wanted.status.parents
  const conditions = parent!.conditions.map((one) => Object.assign({ lastTransitionTime }, one))
  wouldWrite.see({ ...live, status: { parents: [{ ...parent, conditions }] } })
  t.deepEqual(wouldWrite.among([wanted]), [])
  t.is(parent!.parentRef.name, parentRef('web').name)
})
