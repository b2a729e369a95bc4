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

function answerTable(answers: Readonly<Record<string, LocalAnswer>>): string {
  return table(
    ['status', 'gRPC', 'flag', 'body', 'meaning'],
    Object.entries(answers).map(([, { status, flag, sentence }]) => [
      String(status),
      grpcOf(flag),
      flag === undefined ? '' : code(flag),
      cell(sentence),
      flag === undefined ? '' : cell(accessFlags[flag]),
    ]),
  )
}

function grpcOf(flag: LocalAnswer['flag']): string {
  const status = (flag && statusByFlag[flag]) ?? grpcStatus.INTERNAL
  if (status === 'as HTTP') return 'as HTTP'
  const name = Object.entries(grpcStatus).find(([, number]) => number === status)?.[0] ?? ''
  return `${status} ${name}`
}
