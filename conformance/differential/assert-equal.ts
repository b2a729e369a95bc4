// A failure names the first cases that differ, each with the lines that only one of both ways saw.
import { type Compared, isAsExpected } from './both-ways.ts'

interface Assertions {
  is(actual: unknown, expected: unknown, message: string): boolean
}

const most = 10
/** Of a case, what is told. */
const longest = 1_000

export function assertEqual(t: Assertions, compared: readonly Compared[]): void {
  const different = compared.filter((one) => !isAsExpected(one))
  const told = different.slice(0, most).map(differenceOf)
  t.is(told.join('\n\n'), '', `${different.length} of ${compared.length} cases differ`)
}

/** `<` is what the reference way alone shows, `>` what the direct way alone shows. */
function differenceOf({ case: one, reference, direct }: Compared): string {
  const [before, after] = [reference.split('\n'), direct.split('\n')]
  const lines = [...without(before, after, '<'), ...without(after, before, '>')]
  const told = lines.length > 0 ? lines : ['(the same lines in another order)', direct]
  return [JSON.stringify(one).slice(0, longest), ...told].join('\n')
}

/** Lines that the others have less often. */
function without(lines: readonly string[], others: readonly string[], mark: string): string[] {
  const left = [...others]
  return lines
    .filter((line) => {
      const at = left.indexOf(line)
      if (at !== -1) left.splice(at, 1)
      return at === -1
    })
    .map((line) => `${mark} ${line}`)
}
