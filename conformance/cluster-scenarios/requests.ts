// One request through a Gateway at a time, until it is answered as it should be: changes reach the
// proxies in their own time.
import { differences } from '../../src/testing/requests/compare-answer.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import type { ExpectedAnswer } from '../../src/testing/requests/request-case.ts'
import { sendRequest } from '../../src/testing/requests/send-request.ts'
import { waitFor } from '../../kind/wait-for.ts'
import type { Reached } from './gateway-address.ts'

export interface Target extends Reached {
  readonly hostname: string
  readonly path?: string
  /** Of steady traffic: the pace. */
  readonly everyMs?: number
}

export async function untilAnswered(
  { host, port, hostname, path = '/' }: Target,
  expect: ExpectedAnswer,
  timeoutMs = 20_000,
): Promise<void> {
  const reach: Reach = {
    addressOf: () => ({ host, port }),
    listenerPortOf: (seen) => seen,
    receivedBy: () => 0,
  }
  const url = `http://${hostname}${path}`
  await waitFor({
    what: `${url} at ${host}:${port} to be answered with ${JSON.stringify(expect)}`,
    timeoutMs,
    everyMs: 20,
    attempt: async () => {
      const answer = await sendRequest({ what: '', url, expect }, reach)
      const wrong = differences(answer, expect, reach)
      if (wrong.length > 0) throw new Error(wrong.join('; '))
    },
  })
}
