// Which cores measure and which are measured: the proxy has one for itself, so that no figure depends
// on how the load generator is scheduled.
import { execFileSync } from 'node:child_process'

export interface Cores {
  /** As `taskset -c` takes it; undefined: not pinned. */
  readonly proxy: string | undefined
  readonly others: string | undefined
  readonly sentence: string
}

export function coresToUse(): Cores {
  const [first, ...rest] = allowedCores()
  if (first === undefined || rest.length === 0) {
    return {
      proxy: undefined,
      others: undefined,
      sentence:
        'nothing is pinned: that needs two cores and taskset, and the figures are worth less',
    }
  }
  const others = rest.join(',')
  return {
    proxy: String(first),
    others,
    sentence: `proxies on core ${first}, load generator and backend on ${others}`,
  }
}

/** The cores that this process may use. */
function allowedCores(): readonly number[] {
  try {
    const said = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' })
    return (said.split(': ').at(1) ?? '').trim().split(',').flatMap(coresOfRange)
  } catch {
    // There is no taskset but on Linux.
    return []
  }
}

function coresOfRange(range: string): readonly number[] {
  const [from, to = from] = range.split('-').map(Number)
  if (from === undefined || to === undefined || Number.isNaN(from + to)) return []
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
