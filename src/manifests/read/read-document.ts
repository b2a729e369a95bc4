// One document of a manifest → the resources in it and what is wrong with the others. A `List` is
// as many objects as it has items, at any depth.
import type { Resource } from '../../resources/resource-set.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { admit } from '../validate/admit.ts'
import type { ObjectPlace } from './line-of-field.ts'
import { listPieces } from './list-pieces.ts'
import type { ManifestProblem } from './manifest-problem.ts'
import { parseDocument } from '../parse/parse-document.ts'
import type { ParsedDocument, ParseFault } from '../parse/parsed-document.ts'
import { type ReadingLimits, servedLimits } from '../parse/reading-limits.ts'
import { type Fields, isFields } from '../validate/schema.ts'
import { type Fault, formatPath, type Path } from '../validate/spot.ts'
import { hasTemplate, templateFault, templateWords } from './template-fault.ts'
import { markInside } from '../parse/unseen-fault.ts'

export interface FoundResource {
  readonly resource: Resource
  readonly line: number
  readonly place: ObjectPlace
}

/** Lines count from the document's first. */
export interface ReadDocument {
  readonly resources: readonly FoundResource[]
  readonly problems: readonly (ManifestProblem & { readonly file: '' })[]
  /** Whether it could be parsed: if not, nobody knows which objects it holds. */
  readonly isReadable: boolean
}

type Problem = ReadDocument['problems'][number]

// One object can have as many mistakes as it has lines; more than a screen of them helps nobody.
const mostMistakes = 50

// A shorter document is parsed in one piece.
const longDocument = 512 * 1024

export function readDocument(text: string, limits: ReadingLimits = servedLimits): ReadDocument {
  const inPieces = text.length > longDocument ? readLongList(text, limits) : undefined
  if (inPieces) return inPieces
  const parsed = parseDocument(text, limits)
  if (!('value' in parsed))
    return { resources: [], problems: [mistakeOf(text, parsed)], isReadable: false }
  const read = { resources: [], problems: [], isReadable: true } satisfies ReadDocument
  const { value } = parsed
  if (value !== null)
    readValue({ value, path: [], parsed, text: new SealedText(text), firstLine: 1 }, read)
  return read
}

function mistakeOf(text: string, parsed: ParseFault, above: Path = []): Problem {
  const known = templateFault(text) ?? markInside(text)
  const { path, ...fault } = known ? { ...known, path: [] } : parsed
  const place = { file: '', object: '', path: formatPath([...above, ...path]) } as const
  return { level: 'mistake', ...place, ...fault }
}

/** Undefined: it is no List, or its items cannot be told apart by their lines, or not be read alone. */
function readLongList(text: string, limits: ReadingLimits): ReadDocument | undefined {
  const pieces = listPieces(text)
  const head = pieces && parseDocument(pieces.head, limits)
  const list = head && 'value' in head && isFields(head.value) ? head.value : {}
  if (!pieces || !itemsOf({ ...list, items: [] })) return undefined
  const read: Reading & { isReadable: boolean } = { resources: [], problems: [], isReadable: true }
  for (const [index, { text: item, line }] of pieces.items.entries()) {
    const parsed = parseDocument(item, limits)
    if ('value' in parsed) {
      const [value] = itemsOf({ ...list, items: [parsed.value] }) ?? []
      readValue({ value, path: [], parsed, text: new SealedText(item), firstLine: line }, read)
      continue
    }
    // Its anchor stands in another item.
    if (parsed.expected.startsWith('an alias')) return undefined
    const mistake = mistakeOf(item, parsed, ['items', index])
    read.problems.push({ ...mistake, line: mistake.line + line - 1 })
    read.isReadable = false
  }
  return read
}

interface Part {
  readonly value: unknown
  readonly path: Path
  readonly parsed: ParsedDocument
  readonly text: SealedText
  /** Of that text. */
  readonly firstLine: number
}

interface Reading {
  readonly resources: FoundResource[]
  readonly problems: Problem[]
}

function readValue(part: Part, read: Reading): void {
  const items = itemsOf(part.value)
  if (!items) return readObject(part, read)
  for (const [index, value] of items.entries())
    readValue({ ...part, value, path: [...part.path, 'items', index] }, read)
}

/** The items of a `List`; those of a `ServiceList` need not say that they are Services. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (!isFields(value) || typeof value.kind !== 'string') return undefined
  // kubectl takes none for an empty list.
  if (value.kind === 'List' && (value.items ?? null) === null) return []
  if (!value.kind.endsWith('List') || !Array.isArray(value.items)) return undefined
  const kind = value.kind.slice(0, -'List'.length)
  return kind ? value.items.map((item: unknown) => withKind(item, kind, value)) : value.items
}

function withKind(item: unknown, kind: string, { apiVersion }: Fields): unknown {
  return isFields(item) ? { apiVersion, kind, ...item } : item
}

function readObject(part: Part, { resources, problems }: Reading): void {
  const { value, path, parsed, text, firstLine } = part
  const { object, faults, resource, unreadKind, dropped = [] } = admit(value)
  const lineAt = (field: Path) => parsed.lineAt([...path, ...field]) + firstLine - 1
  const line = lineAt([])
  if (resource) resources.push({ resource, line, place: { text, firstLine, path } })
  if (unreadKind) problems.push({ level: 'notice', file: '', line, object, unreadKind })
  for (const { path: field, says } of dropped) {
    const at = { line: lineAt(field), path: formatPath(field) }
    problems.push({ level: 'notice', file: '', object, says, ...at })
  }
  const told = new Set<string>()
  for (const fault of faults.slice(0, mostMistakes)) {
    const at = { line: lineAt(fault.path), path: formatPath(fault.path) }
    const words = inWords(fault, parsed.bareTextAt([...path, ...fault.path]))
    // A template may break several rules of its place.
    if (told.has(`${at.path} ${words.expected}`)) continue
    told.add(`${at.path} ${words.expected}`)
    problems.push({ level: 'mistake', file: '', object, ...at, ...words })
  }
}

function inWords(fault: Fault, bareText: string | undefined) {
  const { expected, value } = fault
  if (hasTemplate(value)) return templateWords
  return { expected, found: foundText(fault, bareText) }
}

/** `value: 80` is no string: the fix is a pair of quotes. */
function foundText({ found, expected, value }: Fault, bareText: string | undefined): string {
  const isBare = typeof value !== 'string' && bareText !== undefined
  const needsQuotes = isBare && expected === 'a string' && value !== undefined && value !== null
  return needsQuotes ? `${bareText} (in quotes it is a string: "${bareText}")` : found
}
