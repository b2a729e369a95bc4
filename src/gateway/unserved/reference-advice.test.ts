// What is told of references that lead nowhere, by `check`, `serve`, `status`, `explain` and Events alike, is
// followed: nothing is told any more, no condition complains, and no TLS is lost.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { statusesOf } from '../../status/statuses-of.ts'
import { allListenersBound } from '../../snapshot/bind-report.ts'
import { isProblem, judgementsOf } from '../../status/condition-problems.ts'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { createTranslator } from '../../translate/create-translator.ts'
import { withKeyPairs } from '../../testing/translate/certificates.ts'
import { unservedObjects } from './unserved-objects.ts'
import type { Scope } from './mistaken-kind.ts'
import {
  referenceAdvice,
  referenceTextsWithoutRow,
  referenceWorld,
} from '../../testing/advice/reference-advice.ts'

const scopes: readonly Scope[] = ['manifests', 'cluster']

for (const [
  index,
  { says, advises, given, follow, isOfManifestsAlone },
] of referenceAdvice.entries())
  for (const scope of scopes)
    test(`${index}: of ${scope} it is followed: ${advises}`, async (t) => {
      const before = await toldOf(given, scope)
      const isTold = before.told.includes(says) && before.told.includes(advises)
      t.is(isTold, scope === 'manifests' || !isOfManifestsAlone, before.told)
      for (const [from, to] of follow) {
        t.true(given.includes(from))
        const after = await toldOf(given.replace(from, to), scope)
        t.is(after.told, '')
        t.deepEqual(after.wrong, [])
        t.true(after.tls.length >= before.tls.length)
      }
    })

test('every message on a reference has its row, or a reason for none', async (t) => {
  const known = [
    ...referenceAdvice.map(({ says }) => says),
    ...Object.keys(referenceTextsWithoutRow),
  ].filter((words) => words !== '')
  const made: string[] = []
  for (const file of ['unserved-reason', 'mistaken-kind', 'grant-mistakes', 'policy-mistakes'])
    made.push(...sentencesIn(await readFile(join(import.meta.dirname, `${file}.ts`), 'utf8')))
  t.true(made.length > 10)
  t.deepEqual(
    made.filter((words) => !known.some((one) => words.includes(one))),
    [],
  )
  t.deepEqual(
    known.filter((one) => !made.some((words) => words.includes(one))),
    [],
  )
})

/** What is made of words for people, and is not a name. */
function sentencesIn(source: string): readonly string[] {
  return [
    ...source
      .replaceAll(/^\s*(?:\/\/|\*|\/\*|import).*$/gm, '')
      .matchAll(/(['`"])((?:\\.|(?!\1)[^\\\n])+)\1/g),
  ]
    .map(([, , words = '']) => words)
    .filter((words) =>
      / (?:is|does|has|use|belongs|serves?|permits|protects|write|name|uses|stay) /.test(
        ` ${words} `,
      ),
    )
}

async function toldOf(given: string, scope: Scope) {
  const { filled } = await withKeyPairs(referenceWorld + given)
  const { resources: objects, problems } = readManifests(filled, 'advice.yaml')
  const resources = resourceSetOf(objects)
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: 8000,
    reservedPorts: [],
    hasGatewayServices: false,
  })
  const { snapshot, drafts } = translate(resources, {
    liveCertificates: {},
    nowMs: Date.parse('2026-06-01T00:00:00Z'),
    addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  })
  const statuses = statusesOf(drafts, allListenersBound(snapshot.listeners))
  const conditions = statuses.flatMap((status) =>
    judgementsOf(status).flatMap((judged) => judged.conditions.filter(isProblem)),
  )
  return {
    told: [...unservedObjects({ resources, statuses }, scope).values()]
      .map(({ message }) => message)
      .join('\n'),
    wrong: [
      ...problems.map((problem) => JSON.stringify(problem)),
      ...conditions.map(({ type, message }) => `${type}: ${message}`),
    ],
    tls: Object.values(snapshot.backends).filter((backend) => 'tls' in backend),
  }
}
