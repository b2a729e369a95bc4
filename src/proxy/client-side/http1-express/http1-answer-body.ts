// The body of an HTTP/1.x answer, behind a head that is given and not sent yet: text, bytes that come from an
// endpoint, or none, with trailers.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Response } from '../../words/exchange.ts'
import { pump } from '../../words/pump.ts'
import { hasNoBody, lengthCheck, writableHeaders } from '../response-head.ts'
import { flushHead } from '../../words/flush-head.ts'

interface Sending {
  /** Of the request. */
  readonly method: string
  readonly response: ServerResponse
  readonly stream: Socket
  /** That the head promises. */
  readonly length: number | undefined
  /** Counted there. */
  readonly bytes: { sent: number }
}

/** Resolves when all of it was handed to the socket; rejects where that is not so, and the caller cuts. */
export async function sendAnswerBody(answer: Response, sending: Sending): Promise<void> {
  const { method, response, bytes } = sending
  const { status, body } = answer
  if (body === undefined || typeof body === 'string') {
    const text = hasNoBody(method, status) ? '' : (body ?? '')
    // As bytes: behind text Node writes the head as UTF-8, too (flush-head.ts).
    const content = Buffer.from(text)
    bytes.sent += content.length
    response.end(content)
  } else if (hasNoBody(method, status)) {
    body.on('error', ignore).resume()
    response.end()
  } else {
    await pumpBody(body, sending)
    const last = answer.trailers?.() ?? []
    if (last.length > 0 && response.chunkedEncoding)
      response.addTrailers(
        writableHeaders(last).map(([name, value]): [string, string] => [name, value]),
      )
    response.end()
  }
  await finished(response)
}

async function pumpBody(
  body: Exclude<Response['body'], string | undefined>,
  sending: Sending,
): Promise<void> {
  const { response, length, bytes } = sending
  // The head waits for the first bytes of the body, but no longer than a moment.
  const flush = setImmediate(() => flushHead(response))
  const check = lengthCheck(length)
  try {
    await pump(body, response, (size) => {
      check.add(size)
      bytes.sent += size
    })
    check.end()
  } catch (error) {
    await headSent(sending)
    throw error
  } finally {
    clearImmediate(flush)
  }
}

/** A body may fail before its head went out, and what is cut without a head tells a client nothing. */
async function headSent({ response, stream, bytes }: Sending): Promise<void> {
  if (bytes.sent > 0 || response.destroyed) return
  flushHead(response)
  await new Promise<void>((resolve) => void stream.write('', () => resolve()))
}

function finished(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.writableFinished) return resolve()
    const onClose = () => reject(new Error('The client went away'))
    const onFinish = () => {
      response.off('close', onClose)
      resolve()
    }
    response.once('finish', onFinish).once('close', onClose)
    if (response.destroyed) onClose()
  })
}

function ignore(): void {}
