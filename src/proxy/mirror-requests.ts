// Sends copies of a request to the backends of its RequestMirror filters: "Requests are sent to the
// specified destination, but responses from that destination are ignored" (httproute_types.go). A
// mirror never slows, changes or fails the request; it is not tried again, and lasts only a while
// longer than the request. An upgrade is not mirrored: what follows it is no request.
import type { Log } from '../observe/observer.ts'
import type { RequestMirror, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { Asked } from './apply-filters.ts'
import type { Balancer } from './balancing/balancer.ts'
import { copyBody } from './body-copies.ts'
import type { Exchange } from './exchange.ts'
import { isSampled } from './filters/mirror-sampling.ts'
import { failure } from './forwarders/failure.ts'
import type { ForwardRequest, ForwardResult } from './forwarders/forwarder.ts'
import type { Forwarders } from './forwarders/forwarders.ts'
import { finished } from 'node:stream/promises'

/** After the request itself is over. */
const maxLongerMs = 15_000
/** At once, in all; further ones are left out. With what body-copies.ts allows it bounds the memory. */
const maxMirrors = 512

/** A mirror, and what it is to be sent. */
export interface MirrorOrder {
  readonly mirror: RequestMirror
  readonly asked: Asked
}

export interface RunningMirrors {
  /** What the request itself is to send as its body. */
  readonly body: ForwardRequest['body']
  /** To be called when the request is over. */
  end(): void
}

export interface Mirrors {
  start(order: {
    readonly exchange: Exchange
    readonly snapshot: RoutingSnapshot
    readonly orders: readonly MirrorOrder[]
  }): RunningMirrors
  close(): void
}

export function createMirrors(parts: {
  readonly balancer: Balancer
  readonly forwarders: Forwarders
  readonly log: Log
}): Mirrors {
  const running = new Set<AbortController>()

  return {
    start({ exchange, snapshot, orders }) {
      const sampled = orders
        .filter(({ mirror }) => mirror.backend !== null && isSampled(mirror))
        .slice(0, maxMirrors - running.size)
      if (sampled.length === 0 || exchange.request.upgrade)
        return { body: exchange.body, end: () => {} }
      const copied = exchange.body && copyBody(exchange.body, sampled.length)
      const controllers = sampled.map(({ mirror, asked }, i) => {
        const controller = new AbortController()
        running.add(controller)
        const request = copyOf(exchange, asked, {
          body: copied?.copies[i],
          signal: controller.signal,
        })
        void send(parts, { exchange, snapshot, mirror, request }).finally(() =>
          running.delete(controller),
        )
        return controller
      })
      return {
        body: copied?.original,
        end: () => {
          copied?.stop()
          for (const controller of controllers) endLater(controller, running)
        },
      }
    },
    close() {
      for (const controller of running) controller.abort(new Error('The gateway closes'))
    },
  }
}

function endLater(controller: AbortController, running: ReadonlySet<AbortController>): void {
  if (!running.has(controller)) return
  // It keeps no process alive: a mirror is nobody's answer.
  setTimeout(() => controller.abort(new Error('The mirror took too long')), maxLongerMs).unref()
}

function copyOf(
  exchange: Exchange,
  asked: Asked,
  given: Pick<ForwardRequest, 'body' | 'signal'>,
): ForwardRequest {
  return {
    method: exchange.request.method,
    ...asked,
    ...given,
    bodyLength: exchange.bodyLength,
    trailers: () => exchange.trailers(),
    onInform: () => {},
  }
}

/** Never rejects. */
async function send(
  { balancer, forwarders, log }: Parameters<typeof createMirrors>[0],
  order: {
    readonly exchange: Exchange
    readonly snapshot: RoutingSnapshot
    readonly mirror: RequestMirror
    readonly request: ForwardRequest
  },
): Promise<void> {
  const { exchange, snapshot, mirror, request } = order
  const backend = snapshot.backends[mirror.backend ?? '']
  const pick =
    backend &&
    balancer.choose({
      backend,
      endpoints: snapshot.endpoints[backend.name] ?? [],
      request: exchange.request,
      connection: exchange.connection,
      tried: new Set(),
    })
  if (!pick) return void request.body?.destroy()
  const result = await forwarders[backend.protocol]
    .forward(request, pick.endpoint)
    .then(discarded, (error: unknown) => failure('request', error))
  const isFailure = result.type === 'failure'
  pick.release(isFailure ? (result.reason === 'connect' ? 'connect-failed' : 'unknown') : 'ok')
  // A copy that nobody reads any more need not be filled.
  request.body?.destroy()
  if (isFailure)
    log.debug({ backend: backend.name, error: result.error.message }, 'a mirror failed')
}

/** Reads the answer to its end, so that the connection can be kept. */
async function discarded(result: ForwardResult): Promise<ForwardResult> {
  if (result.type === 'switch') result.socket.destroy()
  if (result.type !== 'response') return result
  try {
    await finished(result.body.resume())
    return result
  } catch (error) {
    return failure('reset', error)
  }
}
