// Endpoints of HTTP/2 and calls of gRPC, by clients of both versions: no client, no endpoint and no log can tell whether
// a request went by the exchange or by the pipeline.
import test from 'ava'
import { assertEqual } from './assert-equal.ts'
import { BothWays } from './both-ways.ts'
import { grpcOwnAnswers, http2Cases } from './rows/http2-rows.ts'

const clients = {
  'HTTP/2': await BothWays.start(
    { http1: 'reference', clients: 'http2' },
    { http1: 'direct', clients: 'http2' },
  ),
  'HTTP/1.1': await BothWays.start(),
}
test.after.always(async () => {
  for (const both of Object.values(clients)) await both[Symbol.asyncDispose]()
})

for (const [version, both] of Object.entries(clients)) {
  for (const [group, cases] of Object.entries(http2Cases))
    test.serial(`by ${version}, both ways agree on answers by HTTP/2 to ${group}`, async (t) => {
      assertEqual(t, await both.compare(cases))
    })

  test.serial(
    `by ${version}, both ways agree on what calls of gRPC are answered here`,
    async (t) => {
      assertEqual(t, await both.compare(grpcOwnAnswers))
    },
  )
}
