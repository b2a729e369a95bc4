import test from 'ava'
import type { HeaderList } from './exchange.ts'
import { firstValue, hasHeader, valuesOf, withAdded, withHeader, without } from './header-list.ts'

const headers: HeaderList = [
  ['Accept', 'a'],
  ['X-One', '1'],
  ['accept', 'b'],
]

test('names compare without case, values come in the order of the wire', (t) => {
  t.deepEqual(valuesOf(headers, 'ACCEPT'), ['a', 'b'])
  t.deepEqual(valuesOf(headers, 'nothing'), [])
  t.is(firstValue(headers, 'accept'), 'a')
  t.is(firstValue(headers, 'nothing'), undefined)
  t.true(hasHeader(headers, 'x-one'))
  t.false(hasHeader(headers, 'x-on'))
})

test('a header that is set takes the place of the first of its name, the others go', (t) => {
  t.deepEqual(withHeader(headers, 'ACCEPT', 'c'), [
    ['ACCEPT', 'c'],
    ['X-One', '1'],
  ])
  t.deepEqual(withHeader([], 'A', 'b'), [['A', 'b']])
})

test('a header that is added is one more line at the end', (t) => {
  t.deepEqual(withAdded(headers, 'X-One', '2'), [...headers, ['X-One', '2']])
})

test('headers that are taken out go with all their lines', (t) => {
  t.deepEqual(without(headers, ['ACCEPT', 'nothing']), [['X-One', '1']])
})

test('a list that has none of the names stays the same object', (t) => {
  t.is(without(headers, ['nothing']), headers)
})

test('names out of Object.prototype are names like others', (t) => {
  const list: HeaderList = [['__proto__', 'x']]
  t.deepEqual(valuesOf(list, 'constructor'), [])
  t.deepEqual(valuesOf(list, '__proto__'), ['x'])
})
