import test from 'ava'
import { ServerNames } from './server-names.ts'

const names = new ServerNames(
  ['', '*.test', 'a.test', '*.b.test', '*.c.b.test', 'a.test'].map((hostname, index) => ({
    hostname,
    index,
  })),
)

const finds = test.macro({
  exec(t, serverName: string, index: number) {
    t.is(names.find(serverName)?.index, index)
  },
  title: (_, serverName) => `${serverName || 'no server name'} finds the most specific hostname`,
})

test(finds, 'a.test', 2)
test(finds, 'x.a.test', 1)
test(finds, 'b.test', 1)
test(finds, 'x.b.test', 3)
test(finds, 'x.y.b.test', 3)
test(finds, 'c.b.test', 3)
test(finds, 'x.c.b.test', 4)
test(finds, 'test', 0)
test(finds, 'other', 0)
test(finds, '', 0)

test('without a listener for any hostname, others find nothing', (t) => {
  const few = new ServerNames([{ hostname: 'a.test' }, { hostname: '*.b.test' }])
  for (const name of ['', 'b.test', 'x.a.test', 'test', '__proto__'])
    t.is(few.find(name), undefined)
})
