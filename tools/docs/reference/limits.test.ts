import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { servedLimits } from '../../../src/manifests/parse/reading-limits.ts'
import { limits } from '../../../src/proxy/sockets/limits.ts'
import { meaningsOfLimits, valuesOfConstants } from './limits.ts'
import { internal, otherLimits } from './other-limits.ts'
import { root } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/limits.md'), 'utf8')

test('every limit of clients is on the page with what it means', async (t) => {
  const meanings = await meaningsOfLimits()
  t.deepEqual([...meanings.keys()], Object.keys(limits))
  for (const [name, value] of Object.entries(limits))
    for (const row of typeof value === 'object'
      ? Object.keys(value).map((kind) => `${name}.${kind}`)
      : [name])
      t.regex(page, new RegExp(`^\\| \`${row}\` \\| .+ \\| .* \\| .+ \\|$`, 'm'), row)
})

test('the flags that set limits stand beside them', (t) => {
  for (const [limit, flag] of [
    ['connections', '--max-connections'],
    ['connectionsPerSource', '--max-connections-per-source'],
    ['underWay', '--max-requests'],
  ])
    t.regex(page, new RegExp(`^\\| \`${limit}\` \\| .* \\| \`${flag}\` \\|`, 'm'))
})

test('every other constant that is a limit is on the page, or is named as internal', async (t) => {
  const values = await valuesOfConstants()
  t.true(values.size > 40)
  t.deepEqual(
    [...values.keys()].filter(
      (place) => !Object.hasOwn(otherLimits, place) && !internal.has(place.split('#')[1] ?? ''),
    ),
    [],
  )
  t.deepEqual(
    Object.keys(otherLimits).filter((place) => !values.has(place)),
    [],
  )
  for (const [place, meaning] of Object.entries(otherLimits))
    t.true(page.includes(`| ${meaning} |`), place)
  t.false(page.includes('NaN'))
})

test('the sizes of manifests are those on the page', (t) => {
  const mb = 1024 * 1024
  t.true(page.includes(`may have ${servedLimits.mostInFile / mb} MB`))
  t.true(page.includes(`each of its documents ${servedLimits.mostInDocument / mb} MB`))
})
