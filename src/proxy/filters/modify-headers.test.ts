import test from 'ava'
import type { HeaderList } from '../words/exchange.ts'
import { modifyHeaders } from './modify-headers.ts'

interface Change {
  readonly set?: HeaderList
  readonly add?: HeaderList
  readonly remove?: readonly string[]
}

function modified(headers: HeaderList, { set = [], add = [], remove = [] }: Change): HeaderList {
  const values = (list: HeaderList) => list.map(([name, value]) => ({ name, value }))
  return modifyHeaders(headers, { set: values(set), add: values(add), remove })
}

const gives = test.macro((t, headers: HeaderList, change: Change, expected: HeaderList) => {
  t.deepEqual(modified(headers, change), expected)
})

test(
  'set replaces all lines of a name, whatever their case',
  gives,
  [
    ['My-Header', 'foo'],
    ['a', 'b'],
    ['my-header', 'too'],
  ],
  { set: [['my-header', 'bar']] },
  [
    ['my-header', 'bar'],
    ['a', 'b'],
  ],
)
test('set makes a header that is not there', gives, [], { set: [['a', 'b']] }, [['a', 'b']])
test(
  'add appends to the values that are there',
  gives,
  [['My-Header', 'foo']],
  { add: [['my-header', 'bar,baz']] },
  [['my-header', 'foo,bar,baz']],
)
test('add makes a header that is not there', gives, [], { add: [['a', 'b']] }, [['a', 'b']])
test(
  'add gives each cookie that is set a line of its own',
  gives,
  [['Set-Cookie', 'a=1']],
  { add: [['set-cookie', 'b=2']] },
  [
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ],
)
test(
  'add divides cookies that are sent by semicolons',
  gives,
  [['Cookie', 'a=1']],
  { add: [['cookie', 'b=2']] },
  [['cookie', 'a=1; b=2']],
)
test(
  'remove takes all lines of a name, whatever their case',
  gives,
  [
    ['My-Header1', 'foo'],
    ['b', ''],
    ['my-header1', 'x'],
  ],
  { remove: ['my-HEADER1'] },
  [['b', '']],
)
test(
  'what is not named stays as it is',
  gives,
  [
    ['B', '1'],
    ['a', '2'],
    ['B', '3'],
  ],
  { set: [['c', '4']], remove: ['d'] },
  [
    ['B', '1'],
    ['a', '2'],
    ['B', '3'],
    ['c', '4'],
  ],
)

for (const name of [
  'Connection',
  'Content-Length',
  'Host',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Keep-Alive',
]) {
  test(`${name} is neither set nor added nor removed`, (t) => {
    const headers: HeaderList = [[name, 'as it was']]
    t.deepEqual(
      modified(headers, { set: [[name, 'x']], add: [[name, 'y']], remove: [name] }),
      headers,
    )
  })
}

for (const [name, value] of [
  ['a', 'b\r\nc: d'],
  ['a', '\0'],
  ['a', '☃'],
  ['a b', 'c'],
  [':path', '/'],
  ['', 'x'],
  ['a\n', 'b'],
] as const) {
  test(`the header ${JSON.stringify([name, value])} can't be written and is left out`, (t) => {
    t.deepEqual(
      modified([], {
        set: [
          [name, value],
          ['ok', '1'],
        ],
        add: [[name, value]],
      }),
      [['ok', '1']],
    )
  })
}

test('a list that is not modified stays the same object', (t) => {
  const headers: HeaderList = [['a', 'b']]
  t.is(modified(headers, { remove: ['c'] }), headers)
})
