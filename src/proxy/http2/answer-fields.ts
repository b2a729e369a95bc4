// What RFC 9113 §8 says of the fields of an answer.
import { type HeadVerdict, judgeField } from './request-fields.ts'

export type JudgedAnswer =
  | { readonly type: 'malformed' }
  | {
      readonly type: 'head'
      readonly status: number
      /** Declared bytes of its body, where declared. */
      readonly length: number | undefined
      /** Name and value in turns: without pseudo-headers, and without what no field may be. */
      readonly fields: readonly string[]
    }

const malformed: JudgedAnswer = { type: 'malformed' }
const threeDigits = /^[0-9]{3}$/
const digits = /^[0-9]{1,16}$/

/** `fields`: name and value in turns. */
export function judgeAnswerHead(fields: readonly string[]): JudgedAnswer {
  // §8.3.2: one pseudo-header, before all others.
  const status = fields[1]
  if (fields[0] !== ':status' || status === undefined || !threeDigits.test(status)) return malformed
  let length: number | undefined
  let forbidden = 0
  for (let i = 2; i + 1 < fields.length; i += 2) {
    const name = fields[i]!
    const verdict: HeadVerdict = name.startsWith(':')
      ? 'malformed'
      : judgeField(name, fields[i + 1]!)
    if (verdict === 'malformed') return malformed
    if (verdict === 'forbidden') forbidden++
    if (name !== 'content-length') continue
    if (length !== undefined || !digits.test(fields[i + 1]!)) return malformed
    length = Number(fields[i + 1]!)
  }
  const kept = forbidden > 0 ? withoutForbidden(fields) : fields
  return { type: 'head', status: Number(status), length, fields: kept.slice(2) }
}

/** Left out, as Node's session does: an endpoint's clients never saw them. */
export function withoutForbidden(fields: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [name, value] = [fields[i]!, fields[i + 1]!]
    if (name.startsWith(':') || judgeField(name, value) === 'fine') kept.push(name, value)
  }
  return kept
}
