import test from 'ava'
import { supportedFeatures } from './supported-features.ts'

test('the claimed features are sorted and named once', (t) => {
  t.deepEqual([...supportedFeatures], [...new Set(supportedFeatures)].toSorted())
})

test('no more features are claimed than a GatewayClass may list', (t) => {
  t.true(supportedFeatures.length <= 64)
})
