// What an attack is: a load of bounded size and time, by a client that wants to hurt.

/** Where the gateway under attack listens on 127.0.0.1. */
export interface TargetPorts {
  readonly http: number
  /** HTTP/2 in the clear, by prior knowledge. */
  readonly h2c: number
  readonly https: number
}

export interface Attack {
  /** What the client does, as a table says it. */
  readonly name: string
  /** Of the canary's wait; default: a second. */
  readonly boundMs?: number
  /** Ends by itself; the runner ends it after `attackMs` whatever it does. */
  run(ports: TargetPorts): Promise<void>
}

/** An attack is made again until so much time has passed. */
export const repeatedMs = 3_000

/** Longest time of one attack. */
export const attackMs = 8_000
