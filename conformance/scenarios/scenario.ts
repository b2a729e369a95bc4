// A scenario is a record: objects, requests with the answers expected, conditions expected. It bears
// the ShortName of the official suite's test whose ground it covers; what it asks is read from the
// specification. One runner for all: a gateway from files, real clients, real backends; and a second gateway, which
// serves HTTP/1.1 by the reference way, and answers alike.
import test from 'ava'
import type { Http1Way } from '../../src/proxy/words/http1-way.ts'
import { eventually } from '../../src/testing/eventually.ts'
import {
  type ExpectedCondition,
  statusDifferences,
} from '../../src/testing/requests/expected-condition.ts'
import type { ExpectedAnswer, RequestCase } from '../../src/testing/requests/request-case.ts'
import { assertSameAnswers } from '../differential/request-pair.ts'
import { runRequests } from '../guide/run-chapter.ts'
import { startStandaloneGateway } from '../guide/standalone-gateway.ts'
import type { Manifest } from './objects.ts'
import { secretsFor, startWorld, type World } from './world.ts'

export interface Step {
  /** All there are beside the world's; or made from it, where ports of its backends are needed. */
  readonly objects: readonly Manifest[] | ((world: World) => readonly Manifest[])
  readonly requests?: readonly RequestCase[]
  readonly conditions?: readonly ExpectedCondition[]
}

export interface Scenario extends Step {
  /** ShortName, and what it asks as a sentence. */
  readonly name: string
  readonly says: string
  /** What is changed afterwards, one after the other, in the running gateway. */
  readonly afterwards?: readonly Step[]
}

const world = await startWorld()
test.after.always(() => world.close())

export function scenario({ name, says, afterwards = [], ...first }: Scenario): void {
  test.serial(`${name}: ${says}`, async (t) => {
    const base = ['world.yaml', manifestText(world.objects)] as const
    const secrets = await secretsFor(objectsOf(first))
    const own = ['scenario.yaml', manifestText(objectsOf(first))] as const
    const start = (http1: Http1Way) =>
      startStandaloneGateway([base, own, ...secrets], world.received.count, { http1 })
    const gateway = await start('direct')
    t.teardown(() => gateway.close())
    t.deepEqual(gateway.problems(), [])
    const reference = await start('reference')
    t.teardown(() => reference.close())
    for (const [index, step] of [first, ...afterwards].entries()) {
      const text = manifestText(objectsOf(step))
      if (index > 0)
        await Promise.all([gateway, reference].map(({ write }) => write('scenario.yaml', text)))
      await eventually(() => {
        const wrong = statusDifferences(gateway.statuses(), step.conditions ?? [])
        if (wrong.length > 0) throw new Error(wrong.join('\n  '))
      }).catch((error: Error) => t.fail(`${name}, step ${index + 1}: ${error.message}`))
      await runRequests(step.requests ?? [], gateway.reach).catch((error: Error) =>
        t.fail(`${name}, step ${index + 1}: ${error.message}`),
      )
      await assertSameAnswers(step.requests ?? [], [reference.reach, gateway.reach]).catch(
        (error: Error) => t.fail(`${name}, step ${index + 1}: both ways answer: ${error.message}`),
      )
    }
    t.pass()
  })
}

/** A GET that the backend `NAMESPACE/SERVICE` answers, or a status that the gateway gives itself. */
export function get(
  url: string,
  answer: string | number | ExpectedAnswer,
  more: Partial<RequestCase> = {},
): RequestCase {
  return { what: `${more.method ?? 'GET'} ${url}`, url, expect: expectation(answer), ...more }
}

function expectation(answer: string | number | ExpectedAnswer): ExpectedAnswer {
  if (typeof answer === 'string') return { status: 200, backend: answer }
  return typeof answer === 'number' ? { status: answer } : answer
}

/** A condition of a route or a Gateway's listener: `Accepted=False/NoMatchingParent`. */
export function condition(
  object: string,
  said: string,
  more: Partial<ExpectedCondition> = {},
): ExpectedCondition {
  const [, type = '', status, reason = ''] = /^(\w+)=(True|False|Unknown)\/(\w+)$/.exec(said) ?? []
  if (!status) throw new Error(`${said} is no condition`)
  return { object, type, status: status as ExpectedCondition['status'], reason, ...more }
}

/** Accepted and resolved, as most routes should be. */
export function isFine(
  object: string,
  more: Partial<ExpectedCondition> = {},
): readonly ExpectedCondition[] {
  return [
    condition(object, 'Accepted=True/Accepted', more),
    condition(object, 'ResolvedRefs=True/ResolvedRefs', more),
  ]
}

function objectsOf({ objects }: Step): readonly Manifest[] {
  return typeof objects === 'function' ? objects(world) : objects
}

function manifestText(objects: readonly Manifest[]): string {
  return objects.map((object) => JSON.stringify(object, null, 2)).join('\n---\n')
}
