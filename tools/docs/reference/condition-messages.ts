// Real messages of conditions: the shortest that the golden cases of src/translate have of each reason, and
// what each row of the tables of advice (src/testing/advice) is answered with.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { adviceTable } from '../../../src/testing/advice/advice-table.ts'
import type { Advice } from '../../../src/testing/advice/advice.ts'
import { judgedAdvice } from '../../../src/testing/advice/judged-advice.ts'
import { root } from './sources.ts'

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

/** What the manifests of each row yield. */
export function adviceMessages(): Promise<readonly (readonly [ConditionKey, string])[]> {
  return Promise.all(adviceTable.map(messageOf))
}

async function messageOf(advice: Advice): Promise<readonly [ConditionKey, string]> {
  const { of, says, advises, given, past = [], crds = [] } = advice
  const { said } = await judgedAdvice(given, advice, { past, crds: crds[0] })
  const [found] = said
    .filter(
      ({ condition: { reason, message } }) =>
        message.includes(advises) && (message.includes(says) || reason === says),
    )
    .toSorted((a, b) => a.condition.message.length - b.condition.message.length)
  if (!found) throw new Error(`${of}: no condition says "${says}"`)
  const { type, status, reason, message } = found.condition
  const { kind } = found.object
  const isListener = found.part.startsWith('listener ')
  const part = kind.endsWith('Route') ? 'Route' : isListener ? 'Listener' : kind
  return [`${part} ${type}=${status} ${reason}`, withFixedTimes(message)]
}

/** Certificates are made on the spot, so that their times are new with each run. */
function withFixedTimes(message: string): string {
  return message.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T00:00:00.000Z')
}
