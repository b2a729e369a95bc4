// How much text is read. A gateway that serves reads beside its traffic, and again with every change; `rauta
// check` reads once, as much as it is given: a whole cluster's objects, from `kubectl get`.

export interface ReadingLimits {
  /** Characters. Nobody writes larger files by hand: 5,000 routes are some 4 MB. */
  readonly mostInFile: number
  /** Of one document, or one item of a long List: the most that an API server takes in one request. */
  readonly mostInDocument: number
}

const mb = 1024 * 1024

export const servedLimits: ReadingLimits = { mostInFile: 8 * mb, mostInDocument: 3 * mb }

export const noLimits: ReadingLimits = { mostInFile: Infinity, mostInDocument: Infinity }

/** Of a value inside another, whatever is read. */
export const mostLevels = 200

/** Never as little as what it is more than. */
export function megabytes(size: number): string {
  return `${(Math.ceil((size / mb) * 100) / 100).toFixed(2)} MB`
}
