import test from 'ava'
import { SharedAllowance } from './shared-allowance.ts'

for (const [one, same, other] of [
  ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
  ['2001:db8::1', '2001:db8::2', '2001:db8:1::1'],
] as const)
  test(`what ${one} and ${same} take leaves room for ${other}`, (t) => {
    const room = new SharedAllowance(512)
    t.true(room.of(one).take(400))
    t.false(room.of(same).take(49))
    t.true(room.of(same).take(48))
    t.false(room.of(one).take(1))
    t.true(room.of(other).take(64))
    t.false(room.of(other).take(1))
    room.of(one).giveBack(1)
    t.true(room.of(one).take(1))
  })

test('all that is given back is there again', (t) => {
  const room = new SharedAllowance(8)
  for (let i = 0; i < 10; i += 1) {
    for (const address of ['192.0.2.1', '192.0.2.2']) t.true(room.of(address).take(4))
    t.is(room.taken, 8)
    for (const address of ['192.0.2.1', '192.0.2.2']) room.of(address).giveBack(4)
    t.is(room.taken, 0)
  }
})
