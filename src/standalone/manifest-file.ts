// One file, read again only when it changed, and then only the documents in it that did.
import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { ManifestProblem } from './manifest-problem.ts'
import { readDocument, type ReadDocument } from './read-document.ts'
import { type Manifests, readManifests } from './read-manifests.ts'
import { splitDocuments } from './split-documents.ts'
import { mostCharacters, textFault } from './text-fault.ts'

export interface ReadFile extends Manifests {
  readonly file: string
  /** Nothing but white space. */
  readonly isBlank: boolean
  readonly documents: Map<string, ReadDocument>
  /** Changes when the file does; undefined where that cannot be told yet. */
  readonly signature: string | undefined
}

export interface Reading {
  readonly before?: ReadFile | undefined
  /** A file changed less than this long ago is being written: it stays what it was before. */
  readonly restMs?: number
}

/** Never throws: what cannot be read is a problem. Nothing comes of a file whose first text is being written. */
export async function readManifestFile(
  file: string,
  { before, restMs = 0 }: Reading = {},
): Promise<{ readonly read?: ReadFile; readonly isBusy: boolean }> {
  try {
    const stats = await stat(file)
    const signature = signatureOf(stats)
    if (before && signature && signature === before.signature)
      return { read: before, isBusy: false }
    // Half a file may well be valid: it would take away the objects of the other half.
    if (isYounger(stats, restMs)) return { ...(before && { read: before }), isBusy: true }
    const text = await textOf(file, stats)
    return { read: await readText(file, text, { before, signature }), isBusy: false }
  } catch (error) {
    const documents = before?.documents ?? new Map()
    const read = { ...nothing, file, problems: [readingMistake(file, error)], documents }
    return { read, isBusy: false }
  }
}

const nothing = {
  resources: [],
  isReadable: false,
  isBlank: false,
  signature: undefined,
} satisfies Partial<ReadFile>

interface Known {
  readonly before: ReadFile | undefined
  readonly signature: string | undefined
}

async function readText(file: string, text: string, known: Known): Promise<ReadFile> {
  const documents = new Map<string, ReadDocument>()
  // What is too large or no text is refused by readManifests.
  if (!textFault(text)) await readInTurns(text, known.before?.documents, documents)
  const manifests = readManifests(text, file, documents)
  const isBlank = text.trim() === ''
  return { ...manifests, file, documents, isBlank, signature: known.signature }
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
async function textOf(file: string, { size }: Stats): Promise<string> {
  if (size > 4 * mostCharacters) throw new Error(`${Math.round(size / 1024 / 1024)} MB`)
  return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
}

/**
 * A file written twice within one tick of the kernel's clock has one time for both: while it is this
 * young it has no signature, and is read again.
 */
function signatureOf(stats: Stats): string | undefined {
  const { dev, ino, size, mtimeMs, ctimeMs } = stats
  return isYounger(stats, 100) ? undefined : [dev, ino, size, mtimeMs, ctimeMs].join(' ')
}

function isYounger({ mtimeMs }: Stats, limitMs: number): boolean {
  const ageMs = Date.now() - mtimeMs
  // A time to come is a wrong clock's, and would keep the file from ever being read.
  return ageMs >= 0 && ageMs < limitMs
}

function readingMistake(file: string, error: unknown): ManifestProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const fault =
    code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
      ? { expected: 'text in UTF-8', found: 'other bytes' }
      : { expected: 'a file that can be read', found: whatHappened(code, error) }
  return { level: 'mistake', file, line: 0, object: '', path: '', ...fault }
}

function whatHappened(code: unknown, error: unknown): string {
  switch (code) {
    case 'EACCES':
      return 'one that this user may not read'
    case 'ENOENT':
      return 'nothing'
    default:
      return error instanceof Error ? error.message : `${error}`
  }
}
