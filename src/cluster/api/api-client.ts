// Requests to the API server with the kubeconfig's credentials, which are read anew for every request
// (a service account's token changes every hour). Not @kubernetes/client-node's own requests: each of
// them opens a pool of connections, and its Watch hides the headers of a refusal (Retry-After).
import { Agent, request, type RequestOptions } from 'node:https'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ApiAccess } from './api-access.ts'
import { apiError, unanswered } from './api-error.ts'

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** Of a PATCH: a merge patch, or an object whose fields are applied (server-side apply). */
  readonly patch?: 'merge' | 'apply'
  /** Of an object the metadata alone. */
  readonly onlyMetadata?: true
  readonly signal?: AbortSignal | undefined
  /** Until the head of the answer is there; for `send` until its end. */
  readonly timeoutMs?: number
}

export interface ApiClient {
  /** The answer's body. Rejects with an ApiError for what is no success. */
  send(request: ApiRequest): Promise<unknown>
  /** The answer, to be read as it comes; so long as it is open, so is its connection. */
  open(request: ApiRequest): Promise<Readable>
  /** Ends what is still open; for whoever made the client, after all who use it. */
  close(): void
}

type Answer = Parameters<NonNullable<Parameters<typeof request>[2]>>[0]

/** What is applied is YAML by its name; JSON is YAML. */
const patchTypes = {
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

const metadataOfJson = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

const defaultTimeoutMs = 30_000
/** A peer that is gone without a word is noticed by the kernel. */
const keepAliveProbeMs = 30_000

/** Throws where the kubeconfig names no cluster, or one without TLS. */
export function createApiClient(kubeConfig: ApiAccess): ApiClient {
  const cluster = kubeConfig.getCurrentCluster()
  if (!cluster)
    throw new Error(
      'the kubeconfig has no current context: choose one (kubectl config use-context)',
    )
  if (!cluster.server.startsWith('https:'))
    throw new Error(`the address of the API server is ${cluster.server}: only https is supported`)
  const base = cluster.server.replace(/\/$/, '')
  // Of all that ask: a connection that one leaves is the next one's. Their number has no limit, so that
  // the renewal of a Lease never waits behind watches and writes.
  const ours = new Agent({
    keepAlive: true,
    keepAliveMsecs: keepAliveProbeMs,
    maxSockets: Infinity,
    maxTotalSockets: Infinity,
  })

  async function open(asked: ApiRequest): Promise<Readable> {
    const { method = 'GET', path, query = {}, body, patch = 'merge', signal } = asked
    signal?.throwIfAborted()
    const options: RequestOptions = {}
    await kubeConfig.applyToHTTPSOptions(options)
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    const payload = body === undefined ? undefined : JSON.stringify(body)

    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const outgoing = request(
      url,
      {
        ...options,
        method,
        // A proxy's agent is the kubeconfig's; ours takes certificates from the request, so that a
        // new CA or client certificate counts at once.
        agent: cluster?.proxyUrl ? options.agent : ours,
        headers: {
          ...options.headers,
          accept: asked.onlyMetadata ? metadataOfJson : 'application/json',
          ...(payload === undefined
            ? {}
            : {
                'content-type': method === 'PATCH' ? patchTypes[patch] : 'application/json',
                'content-length': Buffer.byteLength(payload),
              }),
        },
        ...(signal ? { signal } : {}),
      },
      resolve,
    )
    const late = setTimeout(() => outgoing.destroy(tooLate()), asked.timeoutMs ?? defaultTimeoutMs)
    outgoing.once('error', (error) => reject(unanswered(error)))
    outgoing.end(payload)
    const answer = await promise.finally(() => clearTimeout(late))
    answer.once('error', unanswered)
    const status = answer.statusCode ?? 500
    if (status >= 200 && status < 300) return answer
    throw apiError(parsed(await text(answer)), {
      status,
      retryAfter: answer.headers['retry-after'],
    })
  }

  return {
    open,
    async send(asked) {
      const late = AbortSignal.timeout(asked.timeoutMs ?? defaultTimeoutMs)
      const signal = asked.signal ? AbortSignal.any([asked.signal, late]) : late
      try {
        return parsed(await text(await open({ ...asked, signal })))
      } catch (error) {
        // What an aborted request rejects with says neither who aborted it nor why.
        throw late.aborted && !asked.signal?.aborted ? tooLate() : error
      }
    },
    close: () => ours.destroy(),
  }
}

function tooLate(): Error {
  const error = new Error('the API server did not answer in time')
  return unanswered(Object.assign(error, { code: 'ETIMEDOUT' }))
}

/** What is not JSON (a proxy's page) says nothing. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
