// The blocks of docs/reference/conditions.md: reasons with the messages of the golden cases.
import { isAdvice, isProblem } from '../../../src/status/condition-problems.ts'
import { code, table } from '../markdown.ts'
import { adviceMessages, type ConditionKey, goldenMessages } from './condition-messages.ts'
import { conditionTypes } from './condition-types.ts'
import { eventReasons } from './reasons/events.ts'
import { parts } from './reasons/parts.ts'
import type { Part, Reason } from './reasons/reason.ts'

export const conditionBlocks = {
  'condition-reasons': async () => {
    const messages = await allMessages()
    return parts.map((part) => sectionOf(part, messages)).join('\n\n')
  },
  'condition-types': () =>
    table(
      ['type', 'on', 'good news', 'what it says'],
      Object.entries(conditionTypes).map(([type, says]) => [
        code(type),
        parts
          .filter(({ reasons }) => Object.keys(reasons).some((said) => said.startsWith(`${type}=`)))
          .map(({ title }) => title)
          .join(', '),
        goodNewsOf(type),
        says,
      ]),
    ),
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

/** By key: the messages, the most usual first. */
async function allMessages(): Promise<ReadonlyMap<ConditionKey, ReadonlySet<string>>> {
  const messages = new Map<ConditionKey, Set<string>>()
  for (const [key, message] of [...(await goldenMessages()), ...(await adviceMessages())])
    messages.set(key, (messages.get(key) ?? new Set()).add(message))
  return messages
}

function goodNewsOf(type: string): string {
  const isTrue = { type, status: 'True', reason: '', message: '' } as const
  if (isAdvice(isTrue)) return 'absent; True is advice, and everything works'
  return isProblem(isTrue) ? 'False or absent' : 'True'
}

function sectionOf(part: Part, messages: ReadonlyMap<ConditionKey, ReadonlySet<string>>): string {
  const entries = Object.entries(part.reasons).map(([said, reason]) => {
    const found = messages.get(`${part.title} ${said}`) ?? new Set()
    return entryOf(headingOf(part, said), reason, [
      ...(reason.example === undefined || found.size > 0 ? [] : [reason.example]),
      ...found,
    ])
  })
  return [`## ${part.title}`, `Where it stands: ${part.stands}`, ...entries].join('\n\n')
}

function headingOf({ title }: Part, said: string): string {
  return `${title}: ${said}`
}

function entryOf(
  heading: string,
  { means, traffic, fix }: Reason,
  messages: readonly string[],
): string {
  return `### ${heading}

${means}

- Traffic: ${traffic}
- What to do: ${fix}

\`\`\`text
${messages.join('\n\n')}
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
