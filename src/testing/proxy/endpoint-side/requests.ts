// Requests to forward, and reading of results, for tests.
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type {
  ForwardRequest,
  ForwardResult,
  UpstreamResponse,
} from '../../../proxy/endpoint-side/forwarder.ts'
import type { UpstreamFailure } from '../../../proxy/words/failure.ts'

export function requestOf(given: Partial<ForwardRequest> = {}): ForwardRequest {
  return {
    method: 'GET',
    target: '/',
    authority: 'shop.example',
    headers: [],
    body: undefined,
    bodyLength: undefined,
    trailers: () => [],
    tls: undefined,
    signal: new AbortController().signal,
    onInform: () => {},
    ...given,
  }
}

/** A body whose chunks come as they are read; `cut` errors it after them. */
export function bodyOf(chunks: readonly string[], cut?: Error): Readable {
  return Readable.from(
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk)
      if (cut) throw cut
    })(),
    { objectMode: false },
  )
}

export function answered(result: ForwardResult): UpstreamResponse {
  if (result.type === 'response') return result
  throw new Error(`no response but ${result.type}`, {
    cause: result.type === 'failure' ? result.error : undefined,
  })
}

export function failed(result: ForwardResult): UpstreamFailure {
  if (result.type === 'failure') return result
  throw new Error(`no failure but ${result.type}`)
}

export async function readText(body: Readable): Promise<string> {
  return (await buffer(body)).toString()
}
