// A manifest's text → the resources in it, defaulted and valid, and what is wrong with the others.
// Pure: `file` is only a name to speak of.
import type { ManifestObject } from './manifest-object.ts'
import { inReadingOrder, type ManifestProblem, withEachKindOnce } from './manifest-problem.ts'
import { readDocument, type ReadDocument } from './read-document.ts'
import { type ReadingLimits, servedLimits } from '../parse/reading-limits.ts'
import { splitDocuments } from './split-documents.ts'
import { textFault } from './text-fault.ts'
import { withoutDuplicates } from './without-duplicates.ts'

export interface Manifests {
  readonly resources: readonly ManifestObject[]
  readonly problems: readonly ManifestProblem[]
  /** False where a document could not be parsed: then nobody knows which objects it holds. */
  readonly isReadable: boolean
}

export interface ReadingOptions {
  /** Documents read before, by their text. */
  readonly known?: Map<string, ReadDocument>
  readonly limits?: ReadingLimits
}

export function readManifests(
  text: string,
  file: string,
  { known = new Map(), limits = servedLimits }: ReadingOptions = {},
): Manifests {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  const fault = textFault(content, limits)
  if (fault) {
    const mistake = { level: 'mistake', file, object: '', path: '', ...fault } as const
    return { resources: [], problems: [mistake], isReadable: false }
  }
  const documents = splitDocuments(content).map(({ text: document, line }) => {
    const read = known.get(document) ?? readDocument(document, limits)
    known.set(document, read)
    return { read, line }
  })
  const resources = documents.flatMap(({ read, line }) =>
    read.resources.map(({ resource, line: itsLine, place }) => ({
      resource,
      file,
      line: itsLine + line - 1,
      place: { ...place, firstLine: place.firstLine + line - 1 },
    })),
  )
  const problems = documents.flatMap(({ read, line }) =>
    read.problems.map((found) => ({ ...found, file, line: found.line + line - 1 })),
  )
  const unique = withoutDuplicates(resources)
  return {
    resources: unique.resources,
    problems: withEachKindOnce(inReadingOrder([...problems, ...unique.problems], [file])),
    isReadable: documents.every(({ read }) => read.isReadable),
  }
}
