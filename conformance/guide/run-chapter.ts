// Sends the requests of a chapter and compares the answers. It does not know whether the gateway runs
// from files or in a cluster: `reach` does.
import { differences, isAnsweredBy } from '../../src/testing/requests/compare-answer.ts'
import { eventually } from '../../src/testing/eventually.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import type { RequestCase } from '../../src/testing/requests/request-case.ts'
import {
  agentFor,
  type RequestAnswer,
  sendRequest,
} from '../../src/testing/requests/send-request.ts'
import { urlPartsOf } from '../../src/testing/requests/url-parts.ts'

/** Rejects with every request that was not answered as expected, each with its `what`. */
export async function runRequests(requests: readonly RequestCase[], reach: Reach): Promise<void> {
  const failures: string[] = []
  for (const request of requests) {
    const problems = await problemsOf(request, reach)
    if (problems.length > 0) failures.push(`${request.what} (${request.url})`, ...problems)
  }
  if (failures.length > 0) throw new Error(failures.join('\n  '))
}

async function problemsOf(request: RequestCase, reach: Reach): Promise<readonly string[]> {
  const { expect, times = 1 } = request
  const mirrors = Object.entries(expect.mirrored ?? {})
  const { target } = urlPartsOf(request.url)
  const before = new Map<string, number>()
  for (const [backend] of mirrors) before.set(backend, await reach.receivedBy(backend, target))
  const { answers, errors } = await sendTimes(request, reach, times)
  if (expect.refused) return answers.length === 0 ? [] : ['answered, expected a refusal']
  if (errors.length > 0) return [...new Set(errors)]
  const problems = answers.flatMap((answer) => differences(answer, expect, reach))
  for (const [backend, percent] of Object.entries(expect.shares ?? {})) {
    const count = answers.filter((answer) => isAnsweredBy(answer, backend)).length
    problems.push(...shareProblem({ what: `answered by ${backend}`, count, times, percent }))
  }
  for (const [backend, percent] of mirrors) {
    // A copy is sent beside the request and may arrive after the answer.
    const found = await eventually(async () => {
      const count = (await reach.receivedBy(backend, target)) - (before.get(backend) ?? 0)
      const problem = shareProblem({ what: `copied to ${backend}`, count, times, percent })
      if (problem.length > 0) throw new Error(problem[0])
      return []
    }).catch((error: Error) => [error.message])
    problems.push(...found)
  }
  return [...new Set(problems)]
}

async function sendTimes(request: RequestCase, reach: Reach, times: number) {
  const agent = times > 1 ? agentFor(request) : false
  const answers: RequestAnswer[] = []
  const errors: string[] = []
  let left = times
  const sendWhileLeft = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await sendRequest(request, reach, agent).then(
        (answer) => answers.push(answer),
        (error: Error) => errors.push(`no answer: ${error.message}`),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(times, 8) }, sendWhileLeft))
  if (agent) agent.destroy()
  return { answers, errors }
}

/** Five standard deviations to either side: once in a million runs of a right gateway. */
function shareProblem(share: {
  readonly what: string
  readonly count: number
  readonly times: number
  readonly percent: number
}): string[] {
  const { what, count, times, percent } = share
  const part = percent / 100
  const slack = 5 * Math.sqrt(times * part * (1 - part))
  if (Math.abs(count - times * part) <= slack) return []
  return [`${count} of ${times} ${what}, expected ${percent} %`]
}
