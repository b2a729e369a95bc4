import test from 'ava'
import type { HTTPRouteRule } from '../../resources/gateway-api.ts'
import { serviceRefTo, translatedWith } from '../../testing/translate/route.ts'

const good: Partial<HTTPRouteRule> = {
  backendRefs: [serviceRefTo('cart')],
  retry: { attempts: 3, backoff: '1s500ms', codes: [500, 429] },
}

test('retries have milliseconds, and defaults where the rule says nothing', (t) => {
  const { matches } = translatedWith([
    good,
    { retry: JSON.parse('{}') },
    {},
    { retry: { attempts: 0 } },
  ])
  t.deepEqual(matches[0]?.rule.retry, { attempts: 3, codes: [500, 429], backoffMs: 1_500 })
  t.deepEqual(matches[1]?.rule.retry, { attempts: 1, codes: [], backoffMs: 25 })
  t.is(matches[2]?.rule.retry, undefined)
  t.deepEqual(matches[3]?.rule.retry, { attempts: 0, codes: [], backoffMs: 25 })
})

test("a wait longer than Node's timers can be is the longest that they can", (t) => {
  const { matches } = translatedWith([{ retry: { attempts: 1, backoff: '99999h' } }])
  t.is(matches[0]?.rule.retry?.backoffMs, 2_147_483_647)
})

// As an API server of another version would hand them over.
const bad: Readonly<Record<string, string>> = {
  attempts: '{"attempts": -1}',
  'attempts ': '{"attempts": 1.5}',
  backoff: '{"backoff": "soon"}',
  'codes[1]': '{"codes": [500, 200]}',
  'codes[0]': '{"codes": [600]}',
}
for (const [field, text] of Object.entries(bad)) {
  test(`retries of ${text} refuse their rule, and leave its neighbour as it is alone`, (t) => {
    const { matches, conditions } = translatedWith([good, { retry: JSON.parse(text) }])
    const message = `spec.rules[1].retry.${field.trim()}: `
    t.true(matches[1]?.rule.refused?.startsWith(message), matches[1]?.rule.refused)
    t.is(conditions.accepted, undefined)
    t.true(conditions.partiallyInvalid?.message.includes(`. ${message}`))
    t.is(matches[1]?.rule.retry, undefined)
    t.deepEqual(matches[0], translatedWith([good]).matches[0])
  })
}
