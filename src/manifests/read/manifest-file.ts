// One file, read again only when it changed, and then only the documents in it that did.
import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { FileFault, tooLarge, wrongEncoding } from './file-fault.ts'
import { type FileState, fileState, isAnother, isBeingWritten } from './file-state.ts'
import type { ManifestProblem } from './manifest-problem.ts'
import { readDocument, type ReadDocument } from './read-document.ts'
import { type Manifests, readManifests } from './read-manifests.ts'
import { noLimits, servedLimits } from '../parse/reading-limits.ts'
import { splitDocuments } from './split-documents.ts'
import { textFault } from './text-fault.ts'

export interface ReadFile extends Manifests {
  readonly file: string
  /** Nothing but white space. */
  readonly isBlank: boolean
  readonly documents: Map<string, ReadDocument>
  /** Absent where it could not be read. */
  readonly state: FileState | undefined
}

export interface Reading {
  readonly before?: ReadFile | undefined
  /** A file written less than this long ago is being written: it stays what it was before. */
  readonly restMs?: number
  /**
   * Whether another file that took the place of the one before was whole as it did. Asked again after the
   * file was read, when the events of all that was written to it until then have come.
   */
  readonly mayBePut?: () => boolean
}

export interface ReadOutcome {
  /** Absent where a file's first text is being written. */
  readonly read?: ReadFile
  /** Look again soon. */
  readonly isBusy: boolean
}

/** As much as there is, once: `file` is only a name to speak of. Never throws, like the other. */
export async function readManifestBytes(
  file: string,
  bytes: () => Promise<Uint8Array>,
): Promise<ReadFile> {
  const documents = new Map<string, ReadDocument>()
  try {
    const text = textOfBytes(await bytes())
    const manifests = readManifests(text, file, { known: documents, limits: noLimits })
    return { ...manifests, file, documents, state: undefined, isBlank: text.trim() === '' }
  } catch (error) {
    return { ...emptyReading, file, problems: [readingMistake(file, error)], documents }
  }
}

/** Never throws: what cannot be read is a problem. */
export async function readManifestFile(
  file: string,
  { before, restMs = 0, mayBePut = () => false }: Reading = {},
): Promise<ReadOutcome> {
  try {
    const state = await fileState(file)
    if (before?.state?.signature !== undefined && before.state.signature === state.signature)
      return { read: before, isBusy: false }
    const asBefore = { ...(before && { read: before }), isBusy: true }
    const isPut = isAnother(state, before?.state) && mayBePut()
    if (!isPut && isBeingWritten(state, before?.state, restMs)) return asBefore
    const text = await textOf(file, state)
    // Someone may have begun to write while we read.
    const after = await fileState(file)
    if (isPut) {
      await setImmediate()
      if (isAnother(after, state) || text.trim() === '' || !mayBePut()) return asBefore
    } else if (isBeingWritten(after, state, restMs)) return asBefore
    return { read: await readText(text, { file, before, state }), isBusy: false }
  } catch (error) {
    const documents = before?.documents ?? new Map()
    const read = { ...emptyReading, file, problems: [readingMistake(file, error)], documents }
    return { read, isBusy: false }
  }
}

const emptyReading = {
  resources: [],
  isReadable: false,
  isBlank: false,
  state: undefined,
} satisfies Partial<ReadFile>

interface FileText {
  readonly file: string
  readonly before: ReadFile | undefined
  readonly state: FileState
}

async function readText(text: string, { file, before, state }: FileText): Promise<ReadFile> {
  const documents = new Map<string, ReadDocument>()
  // What is too large or no text is refused by readManifests.
  if (!textFault(text, servedLimits)) await readInTurns(text, before?.documents, documents)
  const manifests = readManifests(text, file, { known: documents })
  return { ...manifests, file, documents, state, isBlank: text.trim() === '' }
}

/** Traffic is served by the same thread: a large file may hold it up for a few milliseconds only. */
async function readInTurns(
  text: string,
  before: ReadonlyMap<string, ReadDocument> | undefined,
  documents: Map<string, ReadDocument>,
): Promise<void> {
  let turn = performance.now()
  for (const { text: document } of splitDocuments(text)) {
    documents.set(document, before?.get(document) ?? readDocument(document))
    if (performance.now() - turn < 5) continue
    await setImmediate()
    turn = performance.now()
  }
}

/** UTF-8 alone: anything else would be read as something that nobody wrote. */
async function textOf(file: string, { size }: FileState): Promise<string> {
  const { mostInFile } = servedLimits
  if (size > 4 * mostInFile) throw new FileFault(tooLarge(size, mostInFile))
  return textOfBytes(await readFile(file))
}

function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    // Of bytes that are no UTF-8; a text that is too long for a string is another kind.
    throw error instanceof TypeError ? new FileFault(wrongEncoding(bytes)) : error
  }
}

function readingMistake(file: string, error: unknown): ManifestProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const fault =
    error instanceof FileFault
      ? error.words
      : { expected: 'a readable file', found: whatHappened(code, error) }
  return { level: 'mistake', file, line: 0, object: '', path: '', ...fault }
}

function whatHappened(code: unknown, error: unknown): string {
  switch (code) {
    case 'EACCES':
      return 'a file that this user may not read'
    case 'ENOENT':
      return 'nothing'
    default:
      return error instanceof Error ? error.message : `${error}`
  }
}
