import { availableParallelism } from 'node:os'

/** `auto`: the processors that the process may use; Node asks the control group, too. */
export function workerCount(asked: number | 'auto'): number {
  return asked === 'auto' ? availableParallelism() : asked
}
