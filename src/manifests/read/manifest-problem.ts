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

/** No mistake, and yet what was written has no effect. */
export type Notice = UnreadKind | IgnoredField

/** A kind that is not read: said once a kind. */
export interface UnreadKind {
  readonly level: 'notice'
  readonly file: string
  readonly line: number
  readonly object: string
  /** `Deployment (apps)` */
  readonly unreadKind: string
}

/** A field that an API server drops in silence. */
export interface IgnoredField {
  readonly level: 'notice'
  readonly file: string
  readonly line: number
  readonly object: string
  readonly path: string
  readonly says: string
}

/** `file:line: HTTPRoute shop/cart: spec.rules[0]: expected …, found …` */
export function describeProblem(problem: ManifestProblem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file
  const parts = [place, ...(problem.object ? [problem.object] : [])]
  if (problem.level === 'notice') return [...parts, noticeInWords(problem)].join(': ')
  if (problem.path) parts.push(problem.path)
  const kept = problem.keepsLastGood ? ' (the last good version stays in use)' : ''
  return [...parts, `expected ${problem.expected}, found ${problem.found}${kept}`].join(': ')
}

function noticeInWords(notice: Notice): string {
  return 'says' in notice
    ? `${notice.path}: ${notice.says}`
    : `the kind ${notice.unreadKind} is not read; its objects are ignored`
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

/** Of kinds that are not read the first notice, and all that is said of objects, in the order given. */
export function withEachKindOnce(problems: readonly ManifestProblem[]): ManifestProblem[] {
  const named = new Set<string>()
  return problems.filter((problem) => {
    if (!('unreadKind' in problem)) return true
    if (named.has(problem.unreadKind)) return false
    named.add(problem.unreadKind)
    return true
  })
}
