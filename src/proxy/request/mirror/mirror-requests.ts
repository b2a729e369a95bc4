// Sends copies of a request to the backends of its RequestMirror filters: "Requests are sent to the
// specified destination, but responses from that destination are ignored" (httproute_types.go). A
// mirror never slows, changes or fails the request; it is not tried again, and lasts only a while
// longer than the request. An upgrade is not mirrored: what follows it is no request.
import { finished } from 'node:stream/promises'
import type { Log } from '../../../observe/log/observer.ts'
import type {
  HttpRule,
  RequestMirror,
  RoutingSnapshot,
} from '../../../snapshot/routing-snapshot.ts'
import type { OutgoingRequest } from '../../filters/apply-filters.ts'
import type { Balancer } from '../../balancing/balancer.ts'
import { copyBody } from './body-copies.ts'
import type { Exchange } from '../../words/exchange.ts'
import { endpointOutcomeOf } from '../forward/forward-with-failover.ts'
import type { EndpointRoom } from '../../words/endpoint-room.ts'
import { endpointTlsOf } from '../../endpoint-side/tls/endpoint-tls.ts'
import { failure } from '../../words/failure.ts'
import type { ForwardRequest, ForwardResult } from '../../endpoint-side/forwarder.ts'
import { protocolFor, type Forwarders } from '../forward/forwarders.ts'
import { SharedAllowance } from '../forward/shared-allowance.ts'

/** After the request itself is over. */
const maxLongerMs = 15_000
/** At once, in all; further ones are left out. With what body-copies.ts allows it bounds the memory. */
const maxMirrors = 512

/** A mirror, and what it is to be sent. */
export interface MirrorOrder {
  readonly mirror: RequestMirror
  readonly asked: OutgoingRequest
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
    /** Its body, as far as nobody has read it. */
    readonly body: ForwardRequest['body']
    /** That its endpoint is asked for. */
    readonly upgrade: string | undefined
    readonly snapshot: RoutingSnapshot
    /** Of the listener that the request came to. */
    readonly backendCertificate?: string | undefined
    /** That the request met. */
    readonly rule: HttpRule
    readonly orders: readonly MirrorOrder[]
  }): RunningMirrors
  close(): void
}

export function createMirrors(parts: {
  readonly balancer: Balancer
  readonly forwarders: Forwarders
  readonly room: EndpointRoom
  readonly log: Log
}): Mirrors {
  const running = new Set<Running>()
  const allowance = new SharedAllowance(maxMirrors)

  return {
    start({ exchange, body, upgrade, snapshot, backendCertificate, rule, orders }) {
      const wanted = upgrade
        ? []
        : orders.filter(({ mirror }) => mirror.backend !== null && isSampled(mirror))
      const ofClient = allowance.of(exchange.connection.remoteAddress)
      const taken = wanted.filter(() => {
        if (!ofClient.take(1)) return false
        if (parts.room.beginMirror()) return true
        ofClient.giveBack(1)
        return false
      })
      if (taken.length < wanted.length)
        parts.log.debug(
          { running: running.size },
          'A request was not mirrored: too many mirrored requests are running',
        )
      if (taken.length === 0) return { body, end: () => {} }

      const copied = body && copyBody(body, taken.length)
      const started = taken.map(({ mirror, asked }, i) => {
        const one: Running = { controller: new AbortController() }
        const given = { body: copied?.copies[i], signal: one.controller.signal }
        const request = copyOf(exchange, asked, given)
        running.add(one)
        void send(parts, { exchange, snapshot, backendCertificate, rule, mirror, request }).finally(
          () => {
            running.delete(one)
            ofClient.giveBack(1)
            parts.room.endMirror()
            clearTimeout(one.timer)
          },
        )
        return one
      })
      return {
        body: copied?.original,
        end: () => {
          copied?.stop()
          for (const one of started) if (running.has(one)) endLater(one)
        },
      }
    },
    close() {
      for (const { controller } of running) controller.abort(new Error('The gateway closes'))
    },
  }
}

interface Running {
  readonly controller: AbortController
  timer?: NodeJS.Timeout
}

function endLater(one: Running): void {
  const abort = () => one.controller.abort(new Error('The mirror took too long'))
  // It keeps no process alive: a mirror is nobody's answer.
  one.timer = setTimeout(abort, maxLongerMs).unref()
}

function copyOf(
  exchange: Exchange,
  asked: OutgoingRequest,
  given: Pick<ForwardRequest, 'body' | 'signal'>,
): Omit<ForwardRequest, 'tls'> {
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
    readonly backendCertificate: string | undefined
    readonly rule: HttpRule
    readonly mirror: RequestMirror
    readonly request: Omit<ForwardRequest, 'tls'>
  },
): Promise<void> {
  const { exchange, snapshot, backendCertificate, rule, mirror, request } = order
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
  const forward = async () => {
    const tls = endpointTlsOf(snapshot, backend, backendCertificate)
    const forwarder = forwarders[protocolFor(rule, backend)]
    return discarded(await forwarder.forward({ ...request, tls }, pick.endpoint))
  }
  const result = await forward().catch((error: unknown) => failure('request', error))
  const isFailure = result.type === 'failure'
  pick.release(isFailure ? endpointOutcomeOf(result) : 'ok')
  // A copy that nobody reads any more need not be filled.
  request.body?.destroy()
  if (isFailure)
    log.debug({ backend: backend.name, error: result.error.message }, 'A mirrored request failed')
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

/** Whether it is copied. `random` gives numbers from 0 up to, and without, 1: a share of 0 copies none, of 1 all. */
export function isSampled(
  { numerator, denominator }: Pick<RequestMirror, 'numerator' | 'denominator'>,
  random: () => number = Math.random,
): boolean {
  return random() * denominator < numerator
}
