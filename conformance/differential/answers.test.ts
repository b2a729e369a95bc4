// However an endpoint behaves, both ways of HTTP/1.1 tell the client alike.
import test from 'ava'
import { assertEqual } from './assert-equal.ts'
import { BothWays } from './both-ways.ts'
import { findDifference } from './find-difference.ts'
import { answerCases, sequenceCases } from './rows/answer-rows.ts'
import { foundCases } from './rows/found-rows.ts'

const both = await BothWays.start()
test.after.always(() => both[Symbol.asyncDispose]())

for (const [group, cases] of Object.entries(answerCases))
  test.serial(`both ways agree on answers to ${group}`, async (t) => {
    assertEqual(t, await both.compare(cases))
  })

test.serial('both ways agree on endpoints that close connections which were kept', async (t) => {
  const fresh = { http1: 'direct' } as const
  await using all = await BothWays.start({ http1: 'reference' }, fresh, sequenceCases.length)
  assertEqual(t, await all.compare(sequenceCases))
})

test.serial('both ways agree on what was found once', async (t) => {
  assertEqual(t, await both.compare(foundCases))
})

test.serial('both ways agree on generated requests and answers', async (t) => {
  const found = await findDifference(both, { seed: 20_260_101, runs: 30, isShrunk: false })
  assertEqual(t, found ? [found] : [])
})

test.serial('most of it went the direct way', (t) => {
  const [reference, direct] = both.served
  t.true(direct.byNode < reference.byNode / 2, JSON.stringify(both.served))
})
