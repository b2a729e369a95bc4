// The same requests by HTTP/2: plain ones go straight to the endpoint, the others by the pipeline, and no client, no
// endpoint and no log can tell which.
import test from 'ava'
import { assertEqual } from './assert-equal.ts'
import { BothWays } from './both-ways.ts'
import type { DifferentialCase } from './case.ts'
import { findDifference } from './find-difference.ts'
import { answerCases } from './rows/answer-rows.ts'
import { foundCases } from './rows/found-rows.ts'
import { requestCases } from './rows/request-rows.ts'

const both = await BothWays.start(
  { http1: 'reference', clients: 'http2' },
  { http1: 'direct', clients: 'http2' },
)
test.after.always(() => both[Symbol.asyncDispose]())

for (const [group, cases] of Object.entries(requestCases))
  test.serial(`both ways of HTTP/2 agree on ${group}`, async (t) => {
    assertEqual(t, await both.compare(once(cases)))
  })

for (const [group, cases] of Object.entries(answerCases))
  test.serial(`both ways of HTTP/2 agree on answers to ${group}`, async (t) => {
    assertEqual(t, await both.compare(cases))
  })

test.serial('both ways of HTTP/2 agree on what was found once', async (t) => {
  assertEqual(t, await both.compare(foundCases))
})

test.serial('both ways of HTTP/2 agree on generated requests and answers', async (t) => {
  const found = await findDifference(both, { seed: 20_260_102, runs: 20, isShrunk: false })
  assertEqual(t, found ? [found] : [])
})

/** In which pieces a client of HTTP/1.1 sends them makes no difference here. */
function once(cases: readonly DifferentialCase[]): readonly DifferentialCase[] {
  return [...new Map(cases.map((one) => [one.send.join(''), one])).values()]
}
