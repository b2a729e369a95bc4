// The blocks of docs/reference/local-answers.md, out of the tables that the proxy answers by.
import { accessFlags } from '../../../src/observe/log/access-record.ts'
import { refusals } from '../../../src/proxy/sockets/refusal.ts'
import { grpcStatus, statusByFlag } from '../../../src/proxy/request/answer/grpc-answers.ts'
import { type LocalAnswer, localAnswers } from '../../../src/proxy/request/answer/local-answers.ts'
import { failureAnswers } from '../../../src/proxy/request/answer/upstream-failures.ts'
import { cell, code, table } from '../markdown.ts'

export const localAnswerBlocks = {
  'local-answers': () => answerTable(localAnswers),
  'failure-answers': () => answerTable(failureAnswers),
  refusals: () =>
    table(
      ['status', 'reason', 'body'],
      Object.entries(refusals)
        .toSorted(([, [a]], [, [b]]) => a - b)
        .map(([reason, [status, says]]) => [String(status), code(reason), cell(says)]),
    ),
}

/** Of the answers that have no flag. */
const meanings: Readonly<Record<string, string>> = {
  loop: 'The request passed through Rauta four times already, as its header `CDN-Loop` says: the backend leads back to the gateway.',
  'gateway-failed': 'Rauta itself failed; a line of level `error` in the log has the stack.',
  request: 'The request cannot be written in the protocol of the endpoint.',
}

function answerTable(answers: Readonly<Record<string, LocalAnswer>>): string {
  return table(
    ['status', 'gRPC', 'flag', 'body', 'meaning'],
    Object.entries(answers).map(([name, { status, flag, sentence }]) => [
      String(status),
      grpcOf(flag),
      flag === undefined ? '' : code(flag),
      cell(sentence),
      cell(flag === undefined ? (meanings[name] ?? '') : accessFlags[flag]),
    ]),
  )
}

function grpcOf(flag: LocalAnswer['flag']): string {
  const status = (flag && statusByFlag[flag]) ?? grpcStatus.INTERNAL
  if (status === 'as HTTP') return 'as HTTP'
  const name = Object.entries(grpcStatus).find(([, number]) => number === status)?.[0] ?? ''
  return `${status} ${name}`
}
