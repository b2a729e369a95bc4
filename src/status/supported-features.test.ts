import test from 'ava'
import { earlierFeatures, featuresOf, supportedFeatures } from './supported-features.ts'

for (const features of [supportedFeatures, earlierFeatures]) {
  test(`the claimed features (${features.length}) are sorted and named once`, (t) => {
    t.deepEqual([...features], [...new Set(features)].toSorted())
  })

  test(`no more features (${features.length}) are claimed than a GatewayClass may list`, (t) => {
    t.true(features.length <= 64)
  })
}

test('features have the names that the CRDs of the cluster are published with', (t) => {
  const crd = (bundleVersion: string) => ({ name: 'gateways', bundleVersion })
  t.is(featuresOf(undefined), supportedFeatures)
  t.is(featuresOf({ unknown: 'nobody may' }), supportedFeatures)
  t.is(featuresOf([crd('v1.7.0')]), supportedFeatures)
  t.is(featuresOf([crd('v1.7.0'), crd('v1.6.1')]), earlierFeatures)
  t.true(earlierFeatures.includes('HTTPRouteRetry'))
  t.false(earlierFeatures.includes('HTTPRouteRetryCodes'))
})
