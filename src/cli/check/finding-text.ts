// A finding as others show it: beside its file and its line, which they know.
import { isAbsolute, relative } from 'node:path'
import { printable } from '../../observe/log/printable.ts'
import type { Finding } from './check-findings.ts'

/** `Gateway web: ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[0]: …` */
export function findingText(finding: Finding): string {
  const { level, file, line, field, part, condition, message } = finding
  // A file's place stands beside it; of what came through a pipe nobody has the lines.
  const place = relativeFile(file) === undefined && line > 0 ? `${file}:${line}` : ''
  const isOfCondition = condition && level === 'problem'
  const verdict = isOfCondition ? `${condition.type}=${condition.status} ${condition.reason}` : ''
  const isNamed = field === '' || message.includes(field)
  const parts = [place, part, verdict, isNamed ? '' : field, message]
  return printable(parts.filter((each) => each !== '').join(': '))
}

/** As a repository names it, with `/` between; undefined: it is no file of any. */
export function relativeFile(file: string): string | undefined {
  if (file === 'standard input' || /^\/(dev|proc)\//.test(file)) return undefined
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file
  const inside = path.startsWith('..') ? file : path
  return inside.replaceAll('\\', '/').replace(/^\.\//, '')
}
