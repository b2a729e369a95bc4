// What a mistake in a manifest expects is done, and then nothing is wrong.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { readManifests } from '../read/read-manifests.ts'
import { manifestAdvice, manifestTextsWithoutRow } from '../../testing/advice/manifest-advice.ts'

for (const { expects, text, edit } of manifestAdvice)
  test(`what is expected mends it: ${expects}`, (t) => {
    const expected = expectedIn(text)
    t.true(
      expected.some((words) => words.includes(expects)),
      expected.join('\n'),
    )
    t.true(text.includes(edit[0]))
    t.deepEqual(expectedIn(text.replace(...edit)), [])
  })

const room = join(import.meta.dirname, '..')

test('every kind of mistake has its row, or a reason for none', async (t) => {
  const told = manifestAdvice.flatMap(({ text }) => expectedIn(text))
  const without = Object.keys(manifestTextsWithoutRow)
  const kinds: string[] = []
  for (const file of await readdir(room, { recursive: true })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    kinds.push(...kindsIn(await readFile(join(room, file), 'utf8')))
  }
  t.true(kinds.length > 40)
  t.deepEqual(
    kinds.filter((kind) => !without.includes(kind) && !told.some((words) => isOf(kind, words))),
    [],
  )
  t.deepEqual(
    without.filter((kind) => !kinds.includes(kind)),
    [],
  )
})

function expectedIn(text: string): readonly string[] {
  const { problems } = readManifests(text, 'advice.yaml')
  return problems.map((problem) =>
    problem.level === 'mistake' ? problem.expected : JSON.stringify(problem),
  )
}

/** The texts that stand behind each `expected` of a source. */
function kindsIn(source: string): readonly string[] {
  return [...source.matchAll(/\bexpected(?:: | =|:\n)/g)].flatMap(({ index }) => {
    const rest = source.slice(index)
    const end = rest.search(/\b(?:found|value|blocksRules|level)\b|\n\n|\n\}/)
    const texts = rest.slice(0, end < 0 ? 300 : end).matchAll(/(['`"])((?:\\.|(?!\1)[^\\])*)\1/gs)
    return Array.from(texts, ([, , text = '']) => text.replaceAll('\\\\', '\\')).filter(
      (text) => text.trim().length > 3,
    )
  })
}

function isOf(kind: string, words: string): boolean {
  const parts = kind.split(/\$\{[^}]*\}/)
  return parts.every((part) => words.includes(part))
}
