// The blocks of docs/reference/conditions.md: reasons with the messages of the golden cases.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { code, table } from '../markdown.ts'
import { eventReasons, type Part, parts, type Reason } from './reasons.ts'
import { root } from './sources.ts'

export const conditionBlocks = {
  'condition-reasons': async () => {
    const examples = await goldenMessages()
    return parts.map((part) => sectionOf(part, examples)).join('\n\n')
  },
  'condition-index': () =>
    [...indexed()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, places]) => `- ${code(reason)}: ${places.join(', ')}`)
      .join('\n'),
  'event-reasons': () =>
    table(
      ['type', 'reason', 'meaning', 'traffic', 'what to do'],
      Object.entries(eventReasons).map(([reason, { type, means, traffic, fix }]) => [
        type,
        code(reason),
        means,
        traffic,
        fix,
      ]),
    ),
}

/** `PART TYPE=STATUS REASON`; a listener is one of its own, whoever has it. */
export type ConditionKey = string

/** The shortest message that golden cases have of each. */
export async function goldenMessages(): Promise<ReadonlyMap<ConditionKey, string>> {
  const found = new Map<ConditionKey, string>()
  const folder = join(root, 'src/translate/cases')
  for (const file of (await Array.fromAsync(glob('*.out.yaml', { cwd: folder }))).toSorted()) {
    const { statuses } = parse(await readFile(join(folder, file), 'utf8')) as Golden
    for (const { kind, status } of statuses) {
      const isRoute = kind.endsWith('Route')
      add(isRoute ? 'Route' : kind, status)
      for (const listener of status.listeners ?? []) add('Listener', listener)
      for (const entry of [...(status.parents ?? []), ...(status.ancestors ?? [])])
        add(isRoute ? 'Route' : kind, entry)
    }
  }
  return found

  function add(part: string, { conditions = [] }: Judged): void {
    for (const condition of conditions) {
      const [, said = '', message = ''] = /^(\w+=\w+ \w+): (.*)$/s.exec(condition) ?? []
      const key = `${part} ${said}`
      const before = found.get(key)
      if (before === undefined || message.length < before.length) found.set(key, message)
    }
  }
}

interface Judged {
  readonly conditions?: readonly string[]
}

interface Golden {
  readonly statuses: readonly {
    readonly kind: string
    readonly status: Judged & {
      readonly listeners?: readonly Judged[]
      readonly parents?: readonly Judged[]
      readonly ancestors?: readonly Judged[]
    }
  }[]
}

function sectionOf(part: Part, examples: ReadonlyMap<ConditionKey, string>): string {
  const rows = Object.entries(part.reasons).map(([said, reason]) =>
    entryOf(headingOf(part, said), reason, reason.example ?? examples.get(`${part.title} ${said}`)),
  )
  return [`## ${part.title}`, `Where it stands: ${part.stands}`, ...rows].join('\n\n')
}

function headingOf({ title }: Part, said: string): string {
  return `${title}: ${said}`
}

function entryOf(heading: string, { means, traffic, fix }: Reason, example = ''): string {
  return `### ${heading}

${means}

- Traffic: ${traffic}
- What to do: ${fix}

\`\`\`text
${example}
\`\`\``
}

function indexed(): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>()
  for (const part of parts)
    for (const said of Object.keys(part.reasons)) {
      const [status = '', reason = ''] = said.split(' ')
      const link = `[${part.title} ${status}](#${anchorOf(headingOf(part, said))})`
      index.set(reason, [...(index.get(reason) ?? []), link])
    }
  return index
}

/** As GitHub makes them of headings. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
