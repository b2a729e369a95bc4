// Texts of all kinds, and what kubectl's own decoder makes of them: conformance/kubectl-reads.
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import { scalars as scalarsOf } from '../../testing/kubectl-texts.ts'
import { parseDocument } from '../parse/parse-document.ts'
import { splitDocuments } from './split-documents.ts'

interface Reading {
  readonly text: string
  readonly documents: readonly unknown[]
  readonly isRefused?: boolean
}

const textOf = ({ text }: Reading) => text

const file = new URL('../../testing/kubectl-reads.generated.json', import.meta.url)
const readings: readonly Reading[] = JSON.parse(readFileSync(file, 'utf8'))
const isScalar = ({ text }: Reading) => scalarTexts.has(text)
const scalarTexts = new Set(scalarsOf.flatMap((scalar) => [`v: ${scalar}\n`, `${scalar}: v\n`]))
const [scalars, streams] = [readings.filter(isScalar), readings.filter((each) => !isScalar(each))]

test('plain words and numbers are what kubectl takes them for, as values and as keys', (t) => {
  t.true(scalars.length > 700)
  t.deepEqual(scalars.filter((reading) => !isAsKubectlHasIt(reading)).map(textOf), [])
})

test('streams of documents are read as kubectl reads them, or refused', (t) => {
  const others = streams.filter((reading) => !isAsKubectlHasIt(reading))
  const read = others.filter((reading) => !readHere(reading.text).isRefused).map(textOf)
  t.deepEqual(
    read.filter((text) => !text.includes('\uFEFF')),
    // An object on the line of its marker, and what is no object, which is said by whoever reads it.
    read.filter((text) => /^--- \{|\} 5 \{/.test(text)),
  )
})

test('no object that kubectl drops in silence is read: it is a mistake', (t) => {
  for (const { text, documents } of streams) {
    const ours = readHere(text)
    t.true(ours.isRefused || ours.documents.length <= Math.max(1, documents.length), text)
  }
})

function isAsKubectlHasIt({ text, documents, isRefused = false }: Reading): boolean {
  const ours = readHere(text)
  return isRefused === ours.isRefused && isDeepStrictEqual(ours.documents, documents)
}

function readHere(text: string): { documents: readonly unknown[]; isRefused: boolean } {
  const parsed = splitDocuments(text.replace(/^\uFEFF/, '')).map((each) => parseDocument(each.text))
  return {
    documents: parsed.flatMap((each) =>
      'value' in each && each.value !== null ? [each.value] : [],
    ),
    isRefused: parsed.some((each) => !('value' in each)),
  }
}
