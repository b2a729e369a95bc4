import test from 'ava'
import { gatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { supportedFeatures } from '../src/status/supported-features.ts'
import { claimedProfiles } from './claimed-profiles.ts'
import { publishedReport } from './published-report.ts'
import { isComplete, reportFileName } from './report.ts'

const report = publishedReport()

test('the published report says that everything in it passed', (t) => {
  t.true(isComplete(report))
  t.is(report.gatewayAPIVersion, gatewayApiVersion)
  t.is(reportFileName(report), 'experimental-0.1.0-pool-report.yaml')
})

test('each claimed profile is in the published report', (t) => {
  t.deepEqual(report.profiles.map(({ name }) => name).toSorted(), claimedProfiles.toSorted())
})

test('what the published report shows is still claimed', (t) => {
  const claimed = new Set<string>(supportedFeatures)
  for (const { extended } of report.profiles)
    for (const feature of extended?.supportedFeatures ?? []) t.true(claimed.has(feature), feature)
})
