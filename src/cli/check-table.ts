// What a check found, for people: mistakes in manifests first, then objects with problems, then the
// rest, each condition with its reason and why.
import type { Colours } from '../observe/colours.ts'
import { printable } from '../observe/printable.ts'
import { keyOf } from '../resources/resource-set.ts'
import { describeProblem } from '../standalone/manifest-problem.ts'
import type { Condition } from '../status/condition.ts'
import { isProblem, judgementsOf } from '../status/condition-problems.ts'
import { type Check, type CheckedObject, isWrong } from './check-manifests.ts'

export function checkTable(check: Check, colours: Colours): string[] {
  const mistakes = check.problems.filter(({ level }) => level === 'mistake')
  const notices = check.problems.filter(({ level }) => level === 'notice')
  const wrong = check.objects.filter(isWrong)
  const fine = check.objects.filter((object) => !isWrong(object))
  const sections = [
    mistakes.map((problem) => `${colours.red('✘')} ${printable(describeProblem(problem))}`),
    ...[...wrong, ...fine].map((object) => linesOf(object, colours)),
    notices.map((problem) => colours.dim(printable(describeProblem(problem)))),
    [summary(check, { mistakes: mistakes.length, wrong: wrong.length })],
  ]
  return sections.flatMap((lines) => (lines.length > 0 ? lines.concat('') : []))
}

function linesOf(object: CheckedObject, colours: Colours): string[] {
  const { resource, file, line, status, notOurs } = object
  const mark = isWrong(object) ? colours.red('✘') : colours.green('✔')
  const place = colours.dim(printable(`${file}:${line}`))
  const title = `${mark} ${colours.bold(`${resource.kind} ${keyOf(resource)}`)}  ${place}`
  const why = printable(notOurs?.reason ?? '')
  if (!status) return [title, `    no conditions: ${why}`]
  const judgements = judgementsOf(status).flatMap(({ part, conditions }) => {
    const inOrder = conditions.toSorted((a, b) => Number(isProblem(b)) - Number(isProblem(a)))
    const lines = inOrder.map((condition) => conditionLine(condition, colours))
    return part === '' ? lines : [printable(part)].concat(lines.map((text) => `  ${text}`))
  })
  const mistake = notOurs ? [`${colours.red('✘')} ${why}`] : []
  return [title, ...[...mistake, ...judgements].map((text) => `    ${text}`)]
}

function conditionLine(condition: Condition, colours: Colours): string {
  const { type, status, reason, message } = condition
  const isWrongOne = isProblem(condition)
  const verdict = `${type}=${status}`
  return [
    isWrongOne ? colours.red('✘') : colours.green('✔'),
    isWrongOne ? colours.red(verdict) : verdict,
    `${reason}:`,
    printable(message),
  ].join(' ')
}

function summary(check: Check, counts: { mistakes: number; wrong: number }): string {
  const { objects } = check
  if (check.isFine)
    return objects.length === 0
      ? 'Nothing to check: no GatewayClass, Gateway, ListenerSet, route or BackendTLSPolicy was found.'
      : `All fine: ${plural(objects.length, 'object')}.`
  return [
    `${plural(objects.length, 'object')}, ${counts.wrong} with problems`,
    ...(counts.mistakes > 0 ? [plural(counts.mistakes, 'mistake in manifests')] : []),
  ].join('; ')
}

function plural(count: number, what: string): string {
  if (count === 1) return `1 ${what}`
  return what.startsWith('mistake')
    ? `${count} ${what.replace('mistake', 'mistakes')}`
    : `${count} ${what}s`
}
