// An object with what is wrong with it, a line a condition.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import {
  type Complaint,
  type ObjectReport,
  spokenName,
} from '../../gateway/status/status-report.ts'

export function objectLines(object: ObjectReport, colours: Colours): string[] {
  const { problems } = object
  const mark = problems.length > 0 ? colours.red('✘') : colours.green('✔')
  return [
    `${mark} ${colours.bold(printable(spokenName(object)))}`,
    ...complaintLines(problems, colours),
  ]
}

export function complaintLines(problems: readonly Complaint[], colours: Colours): string[] {
  return problems.map(({ part, type, status, reason, message }) => {
    const where = part === '' ? '' : `${printable(part)}: `
    const verdict = colours.red(printable(`${type}=${status}`))
    return `    ${where}${verdict} ${printable(`${reason}: ${message}`)}`
  })
}
