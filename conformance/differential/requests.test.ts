// Whatever a client sends, both ways of HTTP/1.1 answer alike, forward alike, log and count alike.
import test from 'ava'
import { ambiguousRequests } from '../attacks/inputs/ambiguous-requests.ts'
import { assertEqual } from './assert-equal.ts'
import { BothWays } from './both-ways.ts'
import { hostnames } from './manifests.ts'
import { chunkCases } from './rows/chunk-rows.ts'
import { requestCases } from './rows/request-rows.ts'

const both = await BothWays.start()
test.after.always(() => both[Symbol.asyncDispose]())

test.serial('after the same requests, metrics are the same', async (t) => {
  const cases = hostnames.flatMap((host) =>
    ['GET', 'HEAD', 'POST'].map((method) => ({
      what: `${method} of ${host}`,
      send: [`${method} / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\n\r\nabc`],
    })),
  )
  assertEqual(t, await both.compare(cases))
  const [reference, direct] = await both.counters()
  t.is(direct, reference)
  t.regex(reference, /^rauta_requests_total\{.*status="2xx"\}/m)
  t.regex(reference, /^rauta_upstream_failures_total\{/m)
})

for (const [group, cases] of Object.entries({ ...requestCases, ...chunkCases }))
  test.serial(`both ways agree on ${group}`, async (t) => {
    assertEqual(t, await both.compare(cases))
  })

test.serial(
  'both ways agree on requests whose end two readers may see in two places',
  async (t) => {
    // All of them are for `make attacks` and `make fuzz`; each spelling is in these.
    const some = ambiguousRequests().filter((_, index) => index % 7 === 0)
    const cases = some.map((bytes) => {
      const sent = bytes.toString('latin1').replaceAll('a.example', 'a.test')
      return { what: JSON.stringify(sent), send: [sent] }
    })
    assertEqual(t, await both.compare(cases))
  },
)
