import test from 'ava'
import { gatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { claimedProfiles } from './claimed-profiles.ts'
import { conformanceOptions } from './options.ts'

test('without variables the whole suite runs once, for the profiles that are claimed', (t) => {
  t.deepEqual(conformanceOptions({ PROFILES: '', TEST: '' }), {
    version: gatewayApiVersion,
    profiles: claimedProfiles,
    test: undefined,
    runs: 1,
    publishesReport: false,
    poolRange: undefined,
    flags: [],
  })
})

test('PROFILES takes names between commas or blanks', (t) => {
  const { profiles } = conformanceOptions({ PROFILES: 'GATEWAY-HTTP, GATEWAY-GRPC GATEWAY-TLS' })
  t.deepEqual(profiles, ['GATEWAY-HTTP', 'GATEWAY-GRPC', 'GATEWAY-TLS'])
})

test('RUNS is a number, and REPORT is about the whole suite', (t) => {
  t.is(conformanceOptions({ RUNS: '3' }).runs, 3)
  t.throws(() => conformanceOptions({ RUNS: 'many' }), { message: /RUNS is a number.*not many/ })
  t.true(conformanceOptions({ REPORT: '1' }).publishesReport)
  t.false(conformanceOptions({ REPORT: '0' }).publishesReport)
  t.throws(() => conformanceOptions({ REPORT: '1', TEST: 'HTTPRouteWeight' }), {
    message: /leave TEST out/,
  })
})

test('FLAGS are words, and a report is of Rauta without them', (t) => {
  const FLAGS = ' --http1=reference  --workers=0'
  t.deepEqual(conformanceOptions({ FLAGS }).flags, ['--http1=reference', '--workers=0'])
  t.throws(() => conformanceOptions({ FLAGS, REPORT: '1' }), { message: /leave FLAGS out/ })
})

test('VERSION is one whose suite is pinned, and a report is of today’s', (t) => {
  t.is(conformanceOptions({ VERSION: 'v1.6.3' }).version, 'v1.6.3')
  t.throws(() => conformanceOptions({ VERSION: 'v1.5.0' }), {
    message: 'VERSION is v1.7.0 or v1.6.3, not v1.5.0',
  })
  t.throws(() => conformanceOptions({ VERSION: 'v1.6.3', REPORT: '1' }), {
    message: /leave VERSION out/,
  })
})
