// What a load generator is given, and what it tells.

export interface LoadAt {
  readonly port: number
  /** As `taskset -c` takes it. */
  readonly core: string | undefined
  readonly seconds: number
  readonly folder: string
}

export interface Load {
  /** Answered as wanted. */
  readonly requests: number
  readonly seconds: number
  /** Other answers, and requests without one. */
  readonly failed: number
}
