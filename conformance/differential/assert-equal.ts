// A failure shows the first cases that differ, each as both ways saw it.
import type { Compared } from './both-ways.ts'

interface Assertions {
  is(actual: unknown, expected: unknown, message: string): boolean
}

const most = 5

export function assertEqual(t: Assertions, compared: readonly Compared[]): void {
  const different = compared.filter(({ reference, direct }) => reference !== direct)
  for (const { case: one, reference, direct } of different.slice(0, most))
    t.is(direct, reference, JSON.stringify(one))
  t.is(different.length, 0, `of ${compared.length} cases`)
}
