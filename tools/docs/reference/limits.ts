// The blocks of docs/reference/limits.md: the limits of clients with the comments of their own file, and
// the other limits that a user can meet, each with the value that stands in the code.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { limitsOf } from '../../../src/cli/options/limit-options.ts'
import { limits } from '../../../src/proxy/sockets/limits.ts'
import { cell, code, table } from '../markdown.ts'
import { commands } from './command-line.ts'
import { textOf } from './fields-of.ts'
import { numericConstants } from './numeric-constants.ts'
import { otherLimits } from './other-limits.ts'
import { root } from './sources.ts'

export const limitBlocks = {
  limits: async () => {
    const meanings = await meaningsOfLimits()
    return table(
      ['limit', 'default', 'flag', 'what it limits, and what happens at it'],
      Object.entries(limits).flatMap(([name, value]) =>
        rowsOf(name, value).map(([row, shown]) => [
          code(row),
          shown,
          flagOf(name),
          cell(meanings.get(name) ?? ''),
        ]),
      ),
    )
  },
  'other-limits': async () => {
    const values = await numericConstants()
    return table(
      ['limit', 'value', 'where it stands'],
      Object.entries(otherLimits).map(([place, meaning]) => [
        meaning,
        amount(place, values.get(place) ?? Number.NaN),
        code(place.split('#')[0]!),
      ]),
    )
  },
}

/** By name: the comment in front of it. */
export async function meaningsOfLimits(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, 'src/proxy/sockets/limits.ts'), 'utf8')
  const found = text.matchAll(/^ {2}\/\*\*([\s\S]*?)\*\/\n {2}(\w+):/gm)
  return new Map(Array.from(found, ([, comment = '', name = '']) => [name, textOf(comment)]))
}

function rowsOf(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'number') return [[name, amount(name, value)]]
  if (typeof value !== 'object' || value === null) return [[name, '`sourceShare`']]
  return Object.entries(value as typeof limits.http2Frames).map(([kind, { burst, perSecond }]) => [
    `${name}.${kind}`,
    `${burst}, then ${perSecond} a second`,
  ])
}

/** With the unit that its name says. */
function amount(name: string, value: number): string {
  if (name.endsWith('Ms')) return duration(value)
  if (name.endsWith('Seconds')) return `${value} s`
  if (name.endsWith('Bytes'))
    return value < 2 ** 20 ? `${value / 1024} KiB` : `${value / 2 ** 20} MiB`
  if (name.endsWith('Megabytes')) return `${value} MB`
  if (name.endsWith('Share')) return `${value * 100} %`
  if (name.endsWith('BytesPerSecond')) return `${value} bytes/s`
  return String(value)
}

function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  return ms < dayMs ? `${ms / 1000} s` : `${Math.floor(ms / dayMs)} days`
}

const dayMs = 24 * 60 * 60 * 1000

function flagOf(limit: string): string {
  const flags = commands.flatMap(({ options }) => options)
  const setting = flags.find((flag) =>
    Object.hasOwn(limitsOf({ [flag.attributeName()]: 1 }), limit),
  )
  return setting?.long ? code(setting.long) : ''
}
