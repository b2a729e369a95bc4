import { once } from 'node:events'
import test from 'ava'
import { startDeadline } from '../../words/deadline.ts'
import { failure } from '../../words/failure.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import { localAnswers, redirectAnswer, responseOf } from './local-answers.ts'
import { exampleRequest } from '../../../testing/proxy/request-examples.ts'
import { answerToFailure } from './upstream-failures.ts'

const open = () => new AbortController().signal

for (const [what, status] of Object.entries({
  'no-listener': 404,
  'no-rule': 404,
  misdirected: 421,
  'rule-refused': 500,
  'backend-invalid': 500,
  'no-endpoint': 503,
  overloaded: 503,
  loop: 508,
  'gateway-failed': 500,
} satisfies Record<keyof typeof localAnswers, number>)) {
  test(`${what} is answered with ${status}`, (t) => {
    // The keys are those of the table, by the type above.
    t.is(Number(localAnswers[what as keyof typeof localAnswers].status), status)
  })
}

for (const [reason, status] of Object.entries({
  connect: 502,
  full: 503,
  reset: 502,
  malformed: 502,
  body: 400,
  request: 400,
  aborted: 499,
} satisfies Record<UpstreamFailure['reason'], number>)) {
  test(`a failure by ${reason} is answered with ${status}, and without the error`, (t) => {
    const failed = failure(
      reason as UpstreamFailure['reason'],
      new Error('connect ECONNREFUSED 10.0.0.7:8080'),
    )
    const answer = answerToFailure(failed, open())
    t.is(answer.status, status)
    t.notRegex(answer.sentence, /10\.0\.0\.7|ECONN/)
  })
}

for (const flag of ['request-timeout', 'backend-timeout'] as const) {
  test(`a ${flag} is answered with 504, however the endpoint took it`, async (t) => {
    const { signal } = startDeadline({ within: open(), limitMs: 1, flag })
    await once(signal, 'abort')
    const answer = answerToFailure(failure('reset', new Error('x')), signal)
    t.is(answer.status, 504)
    t.is(answer.flag, flag)
  })
}

test('an answer is one line of plain text, and has no body for HEAD', (t) => {
  for (const answer of Object.values(localAnswers)) {
    const { headers, body } = responseOf(answer, exampleRequest())
    t.deepEqual(headers, [['Content-Type', 'text/plain; charset=utf-8']])
    t.regex(String(body), /^[A-Z][^\n]+\.\n$/)
    t.is(responseOf(answer, exampleRequest({ method: 'HEAD' })).body, undefined)
  }
})

test('a redirect says where to', (t) => {
  const answer = redirectAnswer({ status: 308, location: 'https://a.b/c' }, [])
  t.deepEqual(responseOf(answer, exampleRequest({ method: 'HEAD' })), {
    status: 308,
    headers: [
      ['Location', 'https://a.b/c'],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ],
  })
})
