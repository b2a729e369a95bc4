import test from 'ava'
import { readManifest } from '../deploy/manifests.ts'
import { objectsOf } from '../kind/apply-manifests.ts'
import { withRange } from './install-rauta.ts'

test('the range of addresses stands after the Namespace and before what reads it', async (t) => {
  const kinds = withRange(objectsOf(await readManifest('pool')), '10.0.0.0/24').map(
    ({ kind, metadata }) => `${kind} ${metadata?.name}`,
  )
  t.is(kinds[0], 'Namespace rauta-system')
  t.is(kinds[1], 'ConfigMap rauta-pool')
  t.true(kinds.includes('DaemonSet rauta'))
  t.true(kinds.includes('GatewayClass rauta'))
  t.is(kinds.filter((one) => one === 'ConfigMap rauta-pool').length, 1)
})
