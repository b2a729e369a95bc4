import test from 'ava'
import { claimedProfiles } from './claimed-profiles.ts'
import { conformanceOptions } from './options.ts'

test('without variables the whole suite runs once, for the profiles that are claimed', (t) => {
  t.deepEqual(conformanceOptions({ PROFILES: '', TEST: '' }), {
    profiles: claimedProfiles,
    test: undefined,
    runs: 1,
    publishesReport: false,
    poolRange: undefined,
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
