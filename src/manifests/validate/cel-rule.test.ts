import { parse } from '@bufbuild/cel'
import test from 'ava'
import { celRule, environment } from './cel-rule.ts'
import { celValueOf } from './cel-value.ts'
import { knownKinds } from './known-kinds.ts'
import { isFields, type Rule } from './schema.ts'

function rulesIn(schema: unknown): Rule[] {
  if (Array.isArray(schema)) return schema.flatMap(rulesIn)
  if (!isFields(schema)) return []
  const own = schema['x-kubernetes-validations']
  const inner = Object.entries(schema).filter(([key]) => key !== 'x-kubernetes-validations')
  return [...(Array.isArray(own) ? own : []), ...inner.flatMap(([, value]) => rulesIn(value))]
}

function functionsIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(functionsIn)
  if (!isFields(expression)) return []
  const { case: kind, value } = expression
  const own = kind === 'callExpr' && isFields(value) ? [qualified(value)] : []
  return [...own, ...Object.values(expression).flatMap(functionsIn)]
}

/** `format.dns1123Label()` is one function, not a method of a variable. */
function qualified(call: Readonly<Record<string, unknown>>): string {
  const target = isFields(call.target) ? call.target.exprKind : undefined
  const isLibrary = isFields(target) && isFields(target.value) && target.value.name === 'format'
  return isLibrary ? `format.${call.function}` : `${call.function}`
}

// Those that are no functions to look up: the planner has them built in.
const operators = new Set(['_[_]', '_?_:_', '_&&_', '_||_', '@not_strictly_false'])

const rules = [
  ...new Set(knownKinds.flatMap(({ schema }) => rulesIn(schema)).map(({ rule }) => rule)),
]

test('every rule of every kind compiles, and calls only functions that there are', (t) => {
  t.true(rules.length > 80)
  for (const rule of rules) {
    t.notThrows(() => celRule(rule), rule)
    for (const name of functionsIn(parse(rule).expr))
      t.true(
        operators.has(name) || environment.funcs.find(name) !== undefined,
        `${name} in ${rule}`,
      )
  }
})

test('a rule that cannot be evaluated is not fulfilled', (t) => {
  t.is(celRule('self.a.b == 1').valueFor(celValueOf({ a: {} }), undefined), undefined)
  t.is(celRule('nothing(self)').valueFor(celValueOf({}), undefined), undefined)
})

const evaluates = test.macro({
  exec(t, expression: string, self: unknown, expected: unknown) {
    t.deepEqual(celRule(expression).valueFor(celValueOf(self), undefined), expected)
  },
  title: (_, expression, self, expected) =>
    `${expression} is ${expected} for ${JSON.stringify(self)}`,
})

test(evaluates, 'isIP(self)', '10.0.0.1', true)
test(evaluates, 'isIP(self)', '2001:db8::1', true)
test(evaluates, 'isIP(self)', 'example.com', false)
test(evaluates, 'isIP(self)', 'fe80::1%eth0', false)
test(evaluates, 'format.dns1123Label().validate(self) == null', 'abc', true)
test(evaluates, 'format.dns1123Label().validate(self) == null', 'a.b', false)
test(evaluates, "self.matches('^(?i)abc$')", 'ABC', true)
test(evaluates, "duration(self) > duration('1m')", '1m1ms', true)
test(evaluates, "self.split('/')[0].size() < 3", 'ab/c', true)
test(evaluates, 'self.a <= 2', { a: 2 }, true)
test(evaluates, 'self.size() == 2', [1, 2], true)
test(evaluates, "'b' in self", ['a', 'b'], true)
