import test from 'ava'
import { celRuleOf } from '../../testing/manifests/cel-rule-of.ts'
import { checkRules } from './check-rules.ts'
import type { Schema } from './schema.ts'
import { type Fault, formatPath, rootSpot } from './spot.ts'

function faults(schema: Schema, value: unknown, old?: unknown): string[] {
  const found: Fault[] = []
  checkRules({ value, old }, schema, rootSpot(found), celRuleOf)
  return found.map(({ path, expected }) => `${formatPath(path)}: ${expected}`)
}

const text: Schema = { type: 'string' }
const immutable: Schema = {
  ...text,
  'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'is immutable' }],
}

test('a transition rule is asked where there was a value before, and only there', (t) => {
  const schema: Schema = { type: 'object', properties: { a: immutable } }
  t.deepEqual(faults(schema, { a: 'x' }), [])
  t.deepEqual(faults(schema, { a: 'x' }, {}), [])
  t.deepEqual(faults(schema, { a: 'x' }, { a: 'x' }), [])
  t.deepEqual(faults(schema, { a: 'x' }, { a: 'y' }), ['a: to satisfy "is immutable"'])
})

test('a rule with optionalOldSelf is asked of new values too', (t) => {
  const rule = { rule: "oldSelf != '' || self == 'new'", message: 'm', optionalOldSelf: true }
  const schema: Schema = { ...text, 'x-kubernetes-validations': [rule] }
  // What is not there cannot be compared, and a rule that cannot be evaluated is broken.
  t.deepEqual(faults(schema, 'x'), [': to satisfy "m"'])
  t.deepEqual(faults(schema, 'new', ''), [])
})

test('an item of a list has a version before where the list is a map', (t) => {
  const item: Schema = { type: 'object', properties: { name: text, a: immutable } }
  const list: Schema = { type: 'array', items: item }
  const map: Schema = {
    ...list,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  }
  const before = [
    { name: 'x', a: '1' },
    { name: 'y', a: '2' },
  ]
  const after = [
    { name: 'y', a: '1' },
    { name: 'z', a: '3' },
  ]
  t.deepEqual(faults(map, after, before), ['[0].a: to satisfy "is immutable"'])
  t.deepEqual(faults(list, after, before), [])
})

test('the message may be computed, and stand at a field', (t) => {
  const schema: Schema = {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    'x-kubernetes-validations': [
      {
        rule: 'self.a < self.b',
        message: 'not this one',
        messageExpression: "'a must be below ' + string(self.b)",
        fieldPath: '.a',
      },
      { rule: 'self.a < self.b', message: 'this one', messageExpression: 'self.c' },
      { rule: 'self.a < self.b' },
    ],
  }
  t.deepEqual(faults(schema, { a: 5, b: 3 }), [
    'a: to satisfy "a must be below 3"',
    ': to satisfy "this one"',
    ': to satisfy "self.a < self.b"',
  ])
})

test('names that CEL has for itself are escaped in objects, and kept in maps', (t) => {
  const schema: Schema = {
    type: 'object',
    properties: {
      namespace: text,
      'a-b': text,
      map: { type: 'object', additionalProperties: text },
    },
    'x-kubernetes-validations': [
      { rule: "self.__namespace__ == 'n' && self.a__dash__b == 'x' && self.map['a-b'] == 'y'" },
    ],
  }
  t.deepEqual(faults(schema, { namespace: 'n', 'a-b': 'x', map: { 'a-b': 'y' } }), [])
})
