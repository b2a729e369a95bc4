import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { servedLimits } from '../../../src/manifests/parse/reading-limits.ts'
import { limits } from '../../../src/proxy/sockets/limits.ts'
import { meaningsOfLimits } from './limits.ts'
import { notLimits } from './not-limits.ts'
import { numbersInFunctions, numericConstants } from './numeric-constants.ts'
import { otherLimits } from './other-limits.ts'
import { root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/limits.md'), 'utf8')
/** By path: which number it is, and why it is no constant. */
const withNumbersInFunctions = {
  'src/echo/delay.ts': 'milliseconds of a second',
  'src/gateway/explain/explain-question.ts': 'ports in an example of a message',
  'src/gateway/start-gateway.ts': 'the default port offset, as the flag has it',
  'src/manifests/parse/plain-value.ts': 'the year in a tag of YAML',
  'src/manifests/validate/core-kinds.ts': 'limits of the API server itself',
  'src/proxy/http2/settings.ts': 'bounds of RFC 9113',
}

const numbers = await numericConstants()

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

test('every number of the code is on the page, or among those that are no limits', async (t) => {
  const others = new Set(Object.keys(otherLimits))
  const placed: string[] = []
  for (const place of numbers.keys()) {
    const [path = '', name = ''] = place.split('#')
    if (path === 'src/proxy/sockets/limits.ts' && name.startsWith('limits.')) continue
    const lists = [others.has(place), isNoLimit(path, name)].filter(Boolean).length
    if (lists !== 1) placed.push(`${place} is in ${lists} of other-limits.ts and not-limits.ts`)
  }
  t.deepEqual(placed, [])
  t.true(numbers.size > 400)
})

test('what is listed as a limit, or as none, stands in the code', (t) => {
  const places = new Set(numbers.keys())
  const names = new Set([...places].map((place) => place.split('.ts#').join('.ts ')))
  const objects = new Set([...places].map((place) => place.replace(/\.ts#(\w+)\..+/, '.ts $1')))
  const noLimits = Object.values(notLimits).flatMap((files) =>
    Object.entries(files).flatMap(([path, listed]) =>
      listed.split(' ').map((name) => `${path} ${name}`),
    ),
  )
  t.deepEqual(
    Object.keys(otherLimits).filter((place) => !places.has(place)),
    [],
  )
  t.deepEqual(
    noLimits.filter((place) => !names.has(place) && !objects.has(place)),
    [],
  )
})

test('every other limit is on the page with its value', (t) => {
  for (const [place, meaning] of Object.entries(otherLimits))
    t.true(page.includes(`| ${meaning} |`), place)
  t.false(page.includes('NaN'))
})

test('numbers stand in constants, where the page finds them', async (t) => {
  const found = (await sources('src')).filter(
    ({ path, text }) => !setsFlags(path) && numbersInFunctions(text).length > 0,
  )
  t.deepEqual(
    found.map(({ path }) => path),
    Object.keys(withNumbersInFunctions),
  )
})

/** Defaults of flags are on the page of the command line. */
function setsFlags(path: string): boolean {
  return path.startsWith('src/cli/') && path.endsWith('-command.ts')
}

function isNoLimit(path: string, name: string): boolean {
  const [object = ''] = name.split('.')
  return Object.values(notLimits).some((files) => {
    const names = files[path]?.split(' ') ?? []
    return names.includes(name) || names.includes(object)
  })
}

test('the sizes of manifests are those on the page', (t) => {
  const mb = 1024 * 1024
  t.true(page.includes(`may have ${servedLimits.mostInFile / mb} MB`))
  t.true(page.includes(`each of its documents ${servedLimits.mostInDocument / mb} MB`))
})
