// The three doors of the control loop. Who stands behind them fits structurally and does not import
// this file; src/gateway/start-gateway.ts is where the compiler proves that they fit.
import type { ResourceSet } from '../resources/resource-set.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { ObjectStatus } from '../status/object-status.ts'

/** Where resources come from: files, or a Kubernetes API server. */
export interface ResourceSource {
  /** Calls back with every new set; resolves after the first complete one was given. */
  start(onChange: (resources: ResourceSet) => void): Promise<void>
  close(): Promise<void>
}

/** What carries the traffic. */
export interface DataPlane {
  /** Makes the snapshot live and answers what is bound. Called one at a time. */
  apply(snapshot: RoutingSnapshot): Promise<BindReport>
  /** Stops taking connections, lets requests end, at most `graceMs` milliseconds. */
  drain(graceMs: number): Promise<void>
}

/** Where statuses go. */
export interface StatusSink {
  /** All of them, in order, whenever any differs: what is not among them is gone. */
  report(statuses: readonly ObjectStatus[]): void | Promise<void>
}
