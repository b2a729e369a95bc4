// A process that is started before it is needed: it has loaded what a worker needs, and was told nothing yet. A
// start takes some tenths of a second, for which nobody serves where there is one worker.
import type { ChildProcess } from 'node:child_process'

export class SpareProcess implements Disposable {
  readonly #start: () => ChildProcess
  #spare: ChildProcess | undefined

  constructor(start: () => ChildProcess) {
    this.#start = start
  }

  /** Starts one, if there is none. */
  prepare(): void {
    if (this.#spare) return
    const spare = this.#start()
    const forget = () => {
      if (this.#spare === spare) this.#spare = undefined
    }
    spare.once('exit', forget).once('error', forget)
    this.#spare = spare
  }

  /** The one that is there, or one that starts now. */
  take(): ChildProcess {
    const spare = this.#spare ?? this.#start()
    this.#spare = undefined
    return spare
  }

  [Symbol.dispose](): void {
    this.#spare?.kill('SIGKILL')
  }
}
