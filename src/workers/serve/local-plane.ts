// The data plane of one process: the whole gateway's, or a worker's.
import type { TrafficEvents } from '../../observe/metrics/traffic-metrics.ts'
import { createBalancer, type EndpointsHealth } from '../../proxy/balancing/balancer.ts'
import {
  createDataPlane,
  type DataPlaneOptions,
  type LiveDataPlane,
} from '../../proxy/data-plane.ts'
import { createPipeline } from '../../proxy/request/request-pipeline.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import { countingInFlight } from './counting-in-flight.ts'

export interface TrafficPlane extends LiveDataPlane {
  /** How the endpoints of the last snapshot are now, by `ADDRESS:PORT`. */
  health(): Promise<EndpointsHealth>
}

export interface LocalPlaneOptions extends Omit<DataPlaneOptions, 'requestPipeline' | 'balancer'> {
  readonly metrics: Pick<TrafficEvents, 'onExchange'>
  /** How HTTP/1.1 is served; absent: as by default. */
  readonly http1?: Http1Way
}

export function createLocalPlane({ metrics, http1, ...options }: LocalPlaneOptions): TrafficPlane {
  const balancer = createBalancer()
  const requestPipeline = createPipeline({
    observer: options.observer,
    balancer,
    limits: options.limits ?? {},
    ...(http1 && { http1 }),
  })
  const plane = createDataPlane({
    ...options,
    balancer,
    requestPipeline: {
      ...requestPipeline,
      pipeline: countingInFlight(requestPipeline.pipeline, metrics),
    },
  })
  return {
    apply: (snapshot) => plane.apply(snapshot),
    announceEnd: () => plane.announceEnd(),
    drain: (graceMs) => plane.drain(graceMs),
    health: () => Promise.resolve(balancer.health()),
  }
}
