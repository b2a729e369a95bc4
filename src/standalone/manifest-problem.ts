// What reading a manifest can say to its writer, as values; one formatter makes the line that is
// printed. Everything found in one object is said at once.

export type ManifestProblem = Mistake | Notice

/** Something that the API server would refuse. The object is left out, all others stay. */
export interface Mistake {
  readonly level: 'mistake'
  readonly file: string
  readonly line: number
  /** `HTTPRoute shop/cart`; empty where the text is no object. */
  readonly object: string
  /** `spec.rules[0].matches[1].path.type`; empty for the whole. */
  readonly path: string
  readonly expected: string
  readonly found: string
  /** Set on a reload: the version read before stays in use. */
  readonly keepsLastGood?: true
}

/** A kind that is not read: said once a kind, and no mistake. */
export interface Notice {
  readonly level: 'notice'
  readonly file: string
  readonly line: number
  readonly object: string
  /** `Deployment (apps)` */
  readonly unreadKind: string
}

/** `file:line: HTTPRoute shop/cart: spec.rules[0]: expected …, found …` */
export function describeProblem(problem: ManifestProblem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file
  const parts = [place, ...(problem.object ? [problem.object] : [])]
  if (problem.level === 'notice')
    return [...parts, `the kind ${problem.unreadKind} is not read; its objects are ignored`].join(
      ': ',
    )
  if (problem.path) parts.push(problem.path)
  const kept = problem.keepsLastGood ? ' (the last good version stays in use)' : ''
  return [...parts, `expected ${problem.expected}, found ${problem.found}${kept}`].join(': ')
}

/** File by file in the order given, and from each file's first line to its last. */
export function inReadingOrder(
  problems: readonly ManifestProblem[],
  files: readonly string[],
): ManifestProblem[] {
  const order = new Map(files.map((file, index) => [file, index]))
  const placeOf = ({ file }: ManifestProblem) => order.get(file) ?? files.length
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line)
}

/** The first notice of each kind, and all mistakes, in the order given. */
export function withEachKindOnce(problems: readonly ManifestProblem[]): ManifestProblem[] {
  const named = new Set<string>()
  return problems.filter((problem) => {
    if (problem.level === 'mistake') return true
    if (named.has(problem.unreadKind)) return false
    named.add(problem.unreadKind)
    return true
  })
}
