// One line a finished test, and one when nothing ended for a while: who waits reads what is waited for.
import type { Progress } from '../tools/progress.ts'
import type { GoTestEvent } from './go-test-events.ts'
import type { Tally, TestResult } from './tally.ts'

const quietMs = 30_000
const setupStep = /Test Setup: (.*)/

export interface Teller extends Disposable {
  take(event: GoTestEvent, ended: TestResult | undefined): void
}

export function tellProgress(tally: Tally, progress: Progress): Teller {
  let lastSaid = Date.now()
  const say = (line: string): void => {
    lastSaid = Date.now()
    progress(line)
  }
  const timer = setInterval(() => {
    if (Date.now() - lastSaid < quietMs) return
    const running = tally.running()
    say(running.length > 0 ? `still running: ${running.join(', ')}` : 'still waiting for the suite')
  }, 1000)
  return {
    take(event, ended) {
      const step = event.test === 'TestConformance' ? setupStep.exec(event.output ?? '') : null
      if (step) say(`suite: ${step[1]}`)
      if (ended) say(lineOf(ended, tally))
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function lineOf({ name, outcome, seconds, reasons }: TestResult, tally: Tally): string {
  const results = tally.results()
  const passed = results.filter((result) => result.outcome === 'passed').length
  const left = tally.left().length
  const counts = `${passed} passed, ${results.length - passed} failed, ${left} left`
  const mark = outcome === 'passed' ? '✔' : '✘'
  const line = `${mark} ${name} ${seconds.toFixed(1)} s (${counts})`
  return [line, ...reasons.map((reason) => `            ${reason}`)].join('\n')
}
