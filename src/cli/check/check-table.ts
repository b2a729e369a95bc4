// What a check found, for people: mistakes in manifests first, then objects with problems, with warnings,
// and the rest, each condition with its reason and why, and what is wrong with its line.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { describeProblem } from '../../manifests/read/manifest-problem.ts'
import type { Condition } from '../../status/condition.ts'
import { isAdvice, isProblem, judgementsOf } from '../../status/condition-problems.ts'
import { sentencesIn } from '../../status/fields-in-message.ts'
import { splitWarnings } from '../../status/warnings.ts'
import type { Finding } from './check-findings.ts'
import { type CheckResult, isWrong } from './check-manifests.ts'
import type { CheckedObject } from './checked-object.ts'
import { lineOf } from './field-lines.ts'

export function checkTable(check: CheckResult, colours: Colours): string[] {
  const mistakes = check.problems.filter(({ level }) => level === 'mistake')
  const notices = check.problems.filter(({ level }) => level === 'notice')
  const warned = new Set(namesOf(check, 'warning'))
  const isWarned = ({ resource }: CheckedObject) => warned.has(nameOf(resource))
  const wrong = check.objects.filter(isWrong)
  const fine = check.objects.filter((object) => !isWrong(object))
  const inOrder = [...wrong, ...fine.filter(isWarned), ...fine.filter((one) => !isWarned(one))]
  const marks = marksWith(colours)
  const sections = [
    mistakes.map((problem) => `${marks.wrong} ${printable(describeProblem(problem))}`),
    ...inOrder.map((object) => {
      const rest = isWarned(object) ? marks.warned : marks.fine
      return linesOf(object, isWrong(object) ? marks.wrong : rest, colours)
    }),
    notices.map((problem) => colours.dim(printable(describeProblem(problem)))),
    [summary(check, { mistakes: mistakes.length, wrong: wrong.length, warned: warned.size })],
  ]
  return sections.flatMap((lines) => (lines.length > 0 ? lines.concat('') : []))
}

function namesOf({ findings }: CheckResult, level: Finding['level']): readonly string[] {
  return findings.filter((finding) => finding.level === level).map(({ object }) => object)
}

function nameOf(resource: CheckedObject['resource']): string {
  return `${resource.kind} ${keyOf(resource)}`
}

function marksWith(colours: Colours) {
  return { wrong: colours.red('✘'), warned: colours.yellow('!'), fine: colours.green('✔') }
}

function linesOf(object: CheckedObject, mark: string, colours: Colours): string[] {
  const { resource, file, line, status, notOurs } = object
  const place = colours.dim(printable(`${file}:${line}`))
  const title = `${mark} ${colours.bold(nameOf(resource))}  ${place}`
  const own = { object, part: '', colours }
  const why = notOurs?.reason ?? ''
  if (!status) return [title, ...indented(sentencesAfter('no conditions: ', why, own), 4)]
  const judgements = judgementsOf(status).flatMap(({ part, conditions }) => {
    const inOrder = conditions.toSorted((a, b) => Number(isProblem(b)) - Number(isProblem(a)))
    const lines = inOrder.flatMap((condition) =>
      conditionLines(condition, { object, part, colours }),
    )
    return part === '' ? lines : [printable(part)].concat(indented(lines, 2))
  })
  const mistake = notOurs ? sentencesAfter(`${marksWith(colours).wrong} `, why, own) : []
  return [title, ...indented([...mistake, ...judgements], 4)]
}

interface Said {
  readonly object: CheckedObject
  readonly part: string
  readonly colours: Colours
}

function conditionLines(condition: Condition, said: Said): readonly string[] {
  const { type, status, reason, message } = condition
  const { said: text, warnings } = splitWarnings(message)
  const marks = marksWith(said.colours)
  const verdict = `${type}=${status}`
  const [mark, shown] = isProblem(condition)
    ? [marks.wrong, said.colours.red(verdict)]
    : [isAdvice(condition) ? marks.warned : marks.fine, verdict]
  const start = `${mark} ${shown} ${reason}: `
  return [
    ...(mark === marks.fine ? [`${start}${printable(text)}`] : sentencesAfter(start, text, said)),
    ...warnings.flatMap((warning) => sentencesAfter(`${marks.warned} `, warning, said)),
  ]
}

/** A line a sentence, each with the place that it speaks of; the object's own line is told above. */
function sentencesAfter(start: string, text: string, said: Said): readonly string[] {
  const { object, part, colours } = said
  const [first = '', ...others] = sentencesIn(text).map((sentence) => {
    const line = lineOf(object, part, sentence.field)
    const place = line === object.line ? '' : `  ${object.file}:${line}`
    return `${printable(sentence.text)}${colours.dim(printable(place))}`
  })
  return [`${start}${first}`, ...indented(others, 4)]
}

function indented(lines: readonly string[], spaces: number): readonly string[] {
  return lines.map((line) => `${' '.repeat(spaces)}${line}`)
}

function summary(
  check: CheckResult,
  counts: { readonly mistakes: number; readonly wrong: number; readonly warned: number },
): string {
  const { objects, isFine } = check
  const { mistakes, wrong, warned } = counts
  if (isFine && objects.length === 0 && warned === 0)
    return 'Nothing to check: found no GatewayClass, Gateway, ListenerSet, route or BackendTLSPolicy.'
  if (isFine && objects.every(({ status }) => status === undefined))
    return `Rauta serves none of the objects: ${plural(objects.length, 'object')}, each with the reason.`
  if (isFine && warned === 0) return `All fine: ${plural(objects.length, 'object')}.`
  return [
    [
      plural(objects.length, 'object'),
      ...(isFine ? [] : [`${wrong} with problems`]),
      ...(warned > 0 ? [`${warned} with warnings`] : []),
    ].join(', '),
    ...(mistakes > 0 ? [plural(mistakes, 'mistake in manifests')] : []),
  ].join('; ')
}

function plural(count: number, what: string): string {
  if (count === 1) return `1 ${what}`
  return what.startsWith('mistake')
    ? `${count} ${what.replace('mistake', 'mistakes')}`
    : `${count} ${what}s`
}
