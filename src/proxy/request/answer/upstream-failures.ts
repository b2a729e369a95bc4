// What the client is told when an endpoint gave no answer: the one table from failures to answers.
import type { UpstreamFailure } from '../../words/failure.ts'
import type { LocalAnswer } from './local-answers.ts'
import { whyGivenUp } from '../../words/deadline.ts'
import { statusOfReset } from './grpc-answers.ts'

export const failureAnswers = {
  connect: {
    status: 502,
    flag: 'connect-failed',
    sentence: 'The backend could not be reached.',
  },
  full: {
    status: 503,
    flag: 'gateway-full',
    sentence: 'The gateway has too many connections to backends.',
  },
  reset: {
    status: 502,
    flag: 'upstream-reset',
    sentence: 'The backend closed the connection before it answered.',
  },
  malformed: {
    status: 502,
    flag: 'upstream-malformed',
    sentence: 'The backend sent an invalid response.',
  },
  body: {
    status: 400,
    flag: 'body-cut',
    sentence: 'The request body is incomplete.',
  },
  request: { status: 400, sentence: 'This request cannot be sent in the protocol of the backend.' },
  // "If the gateway has not been able to respond before this deadline is met, the gateway MUST return
  // a timeout error" (httproute_types.go).
  'request-timeout': {
    status: 504,
    flag: 'request-timeout',
    sentence: 'The request took too long.',
  },
  'backend-timeout': {
    status: 504,
    flag: 'backend-timeout',
    sentence: 'The backend took too long to answer.',
  },
  'idle-timeout': {
    status: 504,
    flag: 'idle-timeout',
    sentence: 'The request was idle for too long.',
  },
  // RFC 9110 §15.5.9.
  'body-timeout': {
    status: 408,
    flag: 'body-timeout',
    sentence: 'The request body did not arrive in time.',
  },
  // Nobody gets these two; they are what the access log has.
  'read-timeout': {
    status: 499,
    flag: 'read-timeout',
    sentence: 'The client did not read the response.',
  },
  'client-gone': { status: 499, flag: 'client-gone', sentence: 'The client went away.' },
} as const satisfies Record<string, LocalAnswer>

export function answerToFailure(
  { reason, resetCode }: UpstreamFailure,
  signal: AbortSignal,
): LocalAnswer {
  // Whatever the endpoint did, a request that was given up failed for that.
  const given = whyGivenUp(signal)
  if (given) return failureAnswers[given]
  const answer = failureAnswers[reason === 'aborted' ? 'client-gone' : reason]
  return resetCode === undefined ? answer : { ...answer, grpcStatus: statusOfReset(resetCode) }
}
