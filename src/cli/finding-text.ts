// A finding as others show it: beside its file and its line, which they know.
import { isAbsolute, relative } from 'node:path'
import { printable } from '../observe/printable.ts'
import type { Finding } from './check-findings.ts'

/** `Gateway web: ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[0]: …` */
export function findingText({ field, part, condition, message }: Finding): string {
  const verdict = condition && `${condition.type}=${condition.status} ${condition.reason}`
  const isNamed = field === '' || message.includes(field)
  const parts = [part, verdict ?? '', isNamed ? '' : field, message]
  return printable(parts.filter((each) => each !== '').join(': '))
}

/** As a repository names it, with `/` between; undefined: it is no file of any. */
export function relativeFile(file: string): string | undefined {
  if (file === 'standard input' || /^\/(dev|proc)\//.test(file)) return undefined
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file
  const inside = path.startsWith('..') ? file : path
  return inside.replaceAll('\\', '/').replace(/^\.\//, '')
}
