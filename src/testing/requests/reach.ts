/** How the gateway and its backends are reached: this is all that differs between files and a cluster. */
export interface Reach {
  /** Where a client connects to for a listener's port. */
  addressOf(port: number): { readonly host: string; readonly port: number }
  /** The listener's port behind one that the client sees, for example in a Location. */
  listenerPortOf(port: number): number
  /** How many requests with this path and query reached the backend `NAMESPACE/SERVICE` so far. */
  receivedBy(backend: string, target: string): number | Promise<number>
}
