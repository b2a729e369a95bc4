import test from 'ava'
import { SharedAllowance } from '../../request/forward/shared-allowance.ts'
import { AheadRoom } from './ahead-room.ts'

test('there is room up to the bytes of one body, and of all', (t) => {
  const all = new SharedAllowance(800)
  const room = new AheadRoom(100, all.of('127.0.0.1'))
  t.true(room.hasRoomBehind(99))
  t.false(room.hasRoomBehind(100))
  t.is(all.taken, 100)
  const large = new AheadRoom(1_000, all.of('127.0.0.1'))
  // Seven eighths are the most of one address.
  t.true(large.hasRoomBehind(600))
  t.false(large.hasRoomBehind(601))
  room.giveBack()
  room.giveBack()
  large.giveBack()
  t.is(all.taken, 0)
})
