import { isFields, type Rule, type Schema } from '../../src/manifests/validate/schema.ts'
import { valueOf } from '../../src/manifests/validate/cel-rule.ts'
import { knownKinds } from '../../src/manifests/validate/known-kinds.ts'
import { celRuleOf } from '../../src/testing/manifests/cel-rule-of.ts'
import test from 'ava'
import * as fc from 'fast-check'
import { valueByLibrary } from './cel-library.ts'
import { compileRule } from './compile-rule.ts'

/** Each rule of a CRD, with the first schema that has it. */
const rules = new Map<string, Schema>()
for (const { schema } of knownKinds) collect(schema)

function collect(within: unknown): void {
  if (Array.isArray(within)) within.forEach(collect)
  if (!isFields(within)) return
  const own = within['x-kubernetes-validations']
  if (Array.isArray(own))
    for (const { rule } of own as readonly Rule[])
      rules.set(rule, rules.get(rule) ?? (within as Schema))
  Object.values(within).forEach(collect)
}

const quoted = [...rules.keys()].join('\n').matchAll(/['"]([^'"]*)['"]/g)
const samples =
  `a b a.b *.a *. * A 10.0.0.1 2001:db8::1 fe80::1%eth0 0s 1s 1.5s 90m 1h 2h 1h1ms 10us 1ns -1s +1s .5s 0 1.s . 1d s 1
  / /a /a//b /a/./b /a/.. /%2F /é /# https a/b example.com/a-b`.split(/\s+/)
const texts = ['', 'x'.repeat(64), ...samples, ...quoted.map(([, inside = '']) => inside)]

const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...texts) },
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const number = fc.oneof(fc.integer({ min: -1, max: 3 }), fc.constantFrom(80, 443, 65_535))

/** Values of a schema's types; what is required may be missing, and texts may be of no use. */
function valueIn(schema: Schema): fc.Arbitrary<unknown> {
  const choices = schema.enum?.filter((one) => typeof one === 'string') ?? []
  if (choices.length > 0)
    return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...choices) }, text)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'integer') return number
  if (schema.type === 'array') return fc.array(valueIn(schema.items ?? {}), { maxLength: 4 })
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, inner]): [string, fc.Arbitrary<unknown>] => [name, valueIn(inner)],
    )
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  }
  if (typeof schema.additionalProperties === 'object')
    return fc.dictionary(text, valueIn(schema.additionalProperties), { maxKeys: 3 })
  return text
}

test('every rule of every CRD has the outcome that a library for CEL gives it', (t) => {
  t.true(rules.size > 80)
  for (const [rule, schema] of rules) {
    const [compiled, library] = [celRuleOf(rule), valueByLibrary(rule)]
    fc.assert(
      fc.property(fc.constant(rule), valueIn(schema), valueIn(schema), (_, self, oldSelf) => {
        // The library takes an empty text for no time; Go, and with it an API server, refuses it.
        fc.pre(!rule.includes('duration(') || !/"[-+]?"/.test(JSON.stringify(self)))
        return valueOf(compiled, self, oldSelf) === library(self, schema, oldSelf)
      }),
      { numRuns: 150 },
    )
  }
})

const evaluates = test.macro({
  exec(t, expression: string, self: unknown, expected: unknown) {
    t.is(valueOf(celRuleOf(expression), self), expected)
    t.is(valueByLibrary(expression)(self), expected)
  },
  title: (_, expression, self, expected) =>
    `${expression} is ${expected} for ${JSON.stringify(self)}`,
})

test(evaluates, 'isIP(self)', '10.0.0.1', true)
test(evaluates, 'isIP(self)', '2001:db8::1', true)
test(evaluates, 'isIP(self)', 'example.com', false)
test(evaluates, 'isIP(self)', 'fe80::1%eth0', false)
for (const [self, isWrong] of [
  ['app.kubernetes.io/name', false],
  ['Name_1.x', false],
  ['', true],
  ['a/b/c', true],
  ['-a', true],
  ['x'.repeat(64), true],
] as const)
  test(evaluates, 'format.qualifiedName().validate(self).hasValue()', self, isWrong)
for (const [self, isWrong] of [
  ['a.b-c', false],
  ['a..b', true],
  ['A', true],
  ['x'.repeat(254), true],
] as const)
  test(evaluates, 'format.dns1123Subdomain().validate(self).hasValue()', self, isWrong)
test(evaluates, "self.matches('^(?i)abc$')", 'ABC', true)
test(evaluates, "duration(self) > duration('1m')", '1m1ms', true)
test(evaluates, "self.split('/')[0].size() < 3", 'ab/c', true)
test(evaluates, 'self.a <= 2', { a: 2 }, true)
test(evaluates, 'self.size() == 2', [1, 2], true)
test(evaluates, 'self.size() == 1', '😀', true)
test(evaluates, "self.substring(1) == 'b'", 'ab', true)
test(evaluates, "'b' in self", ['a', 'b'], true)
test(evaluates, "'b' in self", { b: 1 }, true)
test(evaluates, 'self.a == self.b', { a: [1, { c: 'x' }], b: [1, { c: 'x' }] }, true)
test(evaluates, 'self.a == self.b', { a: { c: 1 }, b: { d: 1 } }, false)
// What cannot be evaluated is no value, unless the other side decides.
test(evaluates, 'self.a.b == 1', { a: {} }, undefined)
test(evaluates, 'self.constructor == 1', {}, undefined)
test(evaluates, 'self[2] == 1', [1], undefined)
test(evaluates, '!self.a', { a: 'text' }, undefined)
test(evaluates, "'at ' + string(self.a)", { a: 1 }, 'at 1')
test(evaluates, "self.a < 'b'", { a: 1 }, undefined)
test(evaluates, 'self.a == 1 || true', {}, true)
test(evaluates, 'self.a == 1 || false', {}, undefined)
test(evaluates, 'true || self.a == 1', {}, true)
test(evaluates, 'self.a == 1 && false', {}, false)
test(evaluates, 'self.a == 1 && true', {}, undefined)
test(evaluates, 'self.all(x, x.a == 1)', [{}, { a: 2 }], false)
test(evaluates, 'self.all(x, x.a == 1)', [{}, { a: 1 }], undefined)
test(evaluates, 'self.exists(x, x.a == 1)', [{}, { a: 1 }], true)
test(evaluates, 'self.exists(x, x.a == 1)', [{}, { a: 2 }], undefined)
test(evaluates, 'self.exists_one(x, x.a == 1)', [{ a: 1 }, {}], undefined)
test(evaluates, 'self.filter(x, x.a == 1).size() == 1', [{ a: 1 }, {}], undefined)

test('a long text takes a duration no longer than its length', (t) => {
  t.is(valueOf(celRuleOf('duration(self)'), '1'.repeat(1_000_000)), undefined)
})

test('what the generator does not know is refused', (t) => {
  for (const rule of [
    'nothing(self)',
    'self.map(x, x)',
    '1.5 < self',
    'self.matches()',
    '[1].size(2)',
  ])
    t.throws(() => compileRule(rule), { message: /not known/ }, rule)
})
