// What `serve` tells of itself while it runs: to a person in sentences, to a program through the log.
import type { Colours } from '../observe/log/colours.ts'
import type { LineWriter } from '../observe/log/line-writer.ts'
import type { Log } from '../observe/log/observer.ts'
import { printable } from '../observe/log/printable.ts'
import { describeProblem, type ManifestProblem } from '../manifests/read/manifest-problem.ts'
import type { ChangedCondition } from './changed-conditions.ts'
import { type ChangeFacts, changeSentence } from './describe-change.ts'

export interface Reporter {
  problem(problem: ManifestProblem): void
  /** A file that had mistakes has none any more, or is gone. */
  mended(file: string): void
  change(facts: ChangeFacts, liveMs: number): void
  /** More than anyone wants to read one by one. */
  manyChanges(count: number, liveMs: number): void
  condition(changed: ChangedCondition): void
  /** Everything works, and yet something is not as its writer may think. */
  warning(resource: string, why: string): void
  /** A reference leads nowhere, and no condition says it. */
  unserved(resource: string, reason: string): void
  served(resource: string): void
  address(address: string, isOpen: boolean): void
  /** Of an observer. */
  wouldWrite(resource: string, conditions: readonly string[]): void
  manyWouldWrite(count: number): void
  state(state: ProgramState): void
}

/** A state of the whole program: `message` is constant, `facts` and `sentence` say the same. */
export interface ProgramState {
  readonly message: string
  readonly facts: object
  readonly sentence: string
}

export function createTextReporter(lines: Pick<LineWriter, 'write'>, colours: Colours): Reporter {
  const say = (sentence: string) =>
    lines.write(`${colours.dim(new Date().toISOString().slice(11, 23))} ${sentence}`)
  return {
    problem(problem) {
      const sentence = printable(describeProblem(problem))
      say(problem.level === 'mistake' ? `${colours.red('✘')} ${sentence}` : colours.dim(sentence))
    },
    mended: (file) => say(`${colours.green('✔')} ${printable(file)}: no mistakes left`),
    change: (facts, liveMs) => say(printable(changeSentence(facts, liveMs))),
    manyChanges: (count, liveMs) =>
      say(`${count} objects changed, live in ${Math.max(1, Math.round(liveMs))} ms`),
    condition({ resource, part, condition, isProblem }) {
      const where = part === '' ? resource : `${resource}, ${part}`
      const { type, status, reason, message } = condition
      const mark = isProblem ? colours.red('✘') : colours.green('✔')
      say(`${mark} ${printable(`${where}: ${type}=${status} (${reason}): ${message}`)}`)
    },
    warning: (resource, why) => say(`${colours.yellow('!')} ${printable(`${resource}: ${why}`)}`),
    unserved: (resource, reason) =>
      say(`${colours.red('✘')} ${printable(`${resource}: ${reason}`)}`),
    served: (resource) => say(`${colours.green('✔')} ${printable(resource)}: Rauta serves it now`),
    address: (address, isOpen) =>
      say(isOpen ? `Listening on ${address}` : `No longer listening on ${address}`),
    wouldWrite: (resource, conditions) =>
      say(printable(`Would write the status of ${resource}: ${conditions.join('; ')}`)),
    manyWouldWrite: (count) => say(`Would write the statuses of ${count} objects`),
    state: ({ sentence }) => say(sentence),
  }
}

export function createLogReporter(log: Log): Reporter {
  return {
    problem(problem) {
      const { level, ...facts } = problem
      if (level === 'mistake') log.warn(facts, 'Manifest has a mistake')
      else
        log.info(
          facts,
          'says' in problem ? 'Manifest field is ignored' : 'Manifest kind is not read',
        )
    },
    mended: (file) => log.info({ file }, 'Manifest is correct again'),
    change: (facts, liveMs) =>
      log.info({ ...facts, durationMs: Math.round(liveMs * 10) / 10 }, 'Resource changed'),
    manyChanges: (count, liveMs) =>
      log.info({ count, durationMs: Math.round(liveMs * 10) / 10 }, 'Resources changed'),
    condition({ resource, part, condition, isProblem }) {
      const { type, status, reason, message: why } = condition
      const facts = { resource, ...(part ? { part } : {}), type, status, reason, why }
      if (isProblem) log.warn(facts, 'Condition changed')
      else log.info(facts, 'Condition changed')
    },
    warning: (resource, why) => log.warn({ resource, why }, 'Configuration warning'),
    unserved: (resource, reason) =>
      log.warn({ resource, why: reason }, 'Object is not served by any controller'),
    served: (resource) => log.info({ resource }, 'Object is served now'),
    address: (address, isOpen) => log.info({ address }, isOpen ? 'Listening' : 'Stopped listening'),
    wouldWrite: (resource, conditions) =>
      log.info({ resource, conditions }, 'Status would be written'),
    manyWouldWrite: (count) => log.info({ count }, 'Statuses would be written'),
    state: ({ message, facts }) => log.info(facts, message),
  }
}
