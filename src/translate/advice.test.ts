// Each piece of advice that a message gives is followed: the problem is gone, nothing is worse, and no TLS
// is lost on the way.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { InstalledCrds } from '../resources/installed-crds.ts'
import { isAdvice, isProblem } from '../status/condition-problems.ts'
import type { Advice, Replaced } from '../testing/advice/advice.ts'
import { adviceTable } from '../testing/advice/advice-table.ts'
import { judgedAdvice, replacedIn } from '../testing/advice/judged-advice.ts'
import { withoutAdvice } from '../testing/advice/without-advice.ts'

const status = join(import.meta.dirname, '../status')
const sources = (await readdir(status, { recursive: true })).filter((file) =>
  /^(?!.*\.test\.ts$).*\.ts$/.test(file),
)

for (const [index, advice] of adviceTable.entries()) {
  const { of, says, advises, given, follow, past = [], crds = [] } = advice
  test(`${index}: ${of}, when followed, mends what it says`, async (t) => {
    const before = await toldOf(given, advice, { past, crds: crds[0] })
    t.true(before.text.includes(says), before.text)
    t.true(before.text.includes(advises), before.text)
    for (const edits of follow) {
      const after = await toldOf(replacedIn(given, edits), advice, { past: [], crds: crds[1] })
      for (const words of [says, advises]) t.false(words !== '' && after.text.includes(words))
      t.deepEqual(after.wrong, [])
      t.deepEqual(
        before.guards.filter((guard) => !after.guards.includes(guard)),
        [],
        'what was guarded is guarded still',
      )
    }
    t.true(follow.length > 0)
  })
}

test('every function of src/status that makes a message has its row, or a reason for none', async (t) => {
  const inTable = new Set(adviceTable.map(({ of }) => of))
  const known = [...inTable, ...Object.keys(withoutAdvice)]
  const made: string[] = []
  for (const file of sources) {
    const source = joined(await readFile(join(status, file), 'utf8'))
    const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name = '']) => name)
    made.push(...names)
    for (const { of, says } of adviceTable)
      if (names.includes(of)) t.true(source.includes(says), says)
  }
  t.deepEqual(
    made.filter((name) => !known.includes(name)),
    [],
  )
  t.deepEqual(
    known.filter((name) => !made.includes(name)),
    [],
  )
  t.deepEqual(
    Object.keys(withoutAdvice).filter((name) => inTable.has(name)),
    [],
  )
})

/** Text that is broken over lines as one. */
function joined(source: string): string {
  return source.replaceAll(/['`"] \+\s*['`"]/g, '').replaceAll("\\'", "'")
}

async function toldOf(
  given: string,
  advice: Advice,
  more: { past: readonly Replaced[]; crds: InstalledCrds | undefined },
) {
  const judged = await judgedAdvice(given, advice, more)
  const { set, problems } = judged
  const said = judged.said.map(({ object, part, condition }) => ({
    isWrong: isProblem(condition) || isAdvice(condition) || condition.message.includes('Warning: '),
    text: `${object.kind} ${object.name} ${part}: ${condition.type} ${condition.reason}: ${condition.message}`,
  }))
  return {
    text: said.map(({ text }) => text).join('\n'),
    wrong: [
      ...problems.map((problem) => JSON.stringify(problem)),
      ...said.filter(({ isWrong }) => isWrong).map(({ text }) => text),
    ],
    guards: [...set.Gateway.values(), ...set.ListenerSet.values()]
      .flatMap((owner) =>
        owner.spec.listeners
          .filter((listener) => listener.tls)
          .map((listener) => `${owner.kind} ${owner.metadata.name}: TLS of ${listener.name}`),
      )
      .concat(
        [...set.Gateway.values()]
          .filter(({ spec }) => spec.tls?.frontend)
          .map(({ metadata }) => `certificates of clients of ${metadata.name}`),
        [...set.BackendTLSPolicy.values()].flatMap(({ metadata, spec }) =>
          spec.targetRefs
            .filter(({ name }) => set.Service.has(`${metadata.namespace}/${name}`))
            .map(({ name }) => `TLS to ${name}`),
        ),
      ),
  }
}
