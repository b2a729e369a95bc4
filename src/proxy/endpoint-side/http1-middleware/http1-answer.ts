// Whether what an HTTP/1.1 endpoint answered may be taken for the answer. Node's parser is strict in
// syntax and lenient in meaning; what it lets through is refused here.
import type { IncomingMessage } from 'node:http'
import { maxAnswerHeaders } from '../endpoint-limits.ts'
import type { ForwardRequest } from '../forwarder.ts'

/** What is wrong with the answer, in one sentence; undefined if nothing is. */
export function problemOfAnswer(answer: IncomingMessage): string | undefined {
  const status = answer.statusCode ?? 0
  const coding = answer.headers['transfer-encoding']
  if (answer.httpVersionMajor !== 1) return `The endpoint answered in HTTP/${answer.httpVersion}`
  if (status < 200 || status > 999) return `The endpoint answered with status ${status}`
  // Any other coding ends with the connection: cut and complete would look the same, and the coding
  // is of this hop, so that the client would take coded bytes for the content.
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || answer.httpVersionMinor === 0))
    return 'The endpoint answered with an unsupported transfer coding'
  if (answer.rawHeaders.length > 2 * maxAnswerHeaders)
    return 'The endpoint answered with too many headers'
  return undefined
}

export function problemOfSwitch(
  answer: IncomingMessage,
  request: Pick<ForwardRequest, 'upgrade'>,
): string | undefined {
  if (!request.upgrade) return 'The endpoint switched protocols without being asked'
  if (answer.statusCode !== 101 || answer.httpVersion !== '1.1')
    return 'The endpoint switched protocols in an invalid way'
  if (answer.headers.upgrade?.toLowerCase() !== request.upgrade.toLowerCase())
    return 'The endpoint switched to another protocol than the one asked for'
  return undefined
}
