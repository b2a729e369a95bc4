import test from 'ava'
import { EndpointRoom } from './endpoint-room.ts'

function keeping(count: number, room: EndpointRoom, closed: number[]) {
  const connections = Array.from({ length: count }, (_, index) => ({ index }))
  for (const connection of connections) room.keep(connection, () => closed.push(connection.index))
  return connections
}

test('without a bound all connections are kept', (t) => {
  const closed: number[] = []
  keeping(1_000, new EndpointRoom(), closed)
  t.deepEqual(closed, [])
})

test('of more connections than there is room for the one that was left first is closed', (t) => {
  const room = new EndpointRoom()
  const closed: number[] = []
  room.boundBy({ all: 3, mirrors: 0 }, () => 0)
  const [first = {}] = keeping(3, room, closed)
  room.release(first)
  room.keep(first, () => closed.push(0))
  keeping(1, room, [])
  t.deepEqual(closed, [1])
})

test('what is under way takes the room of connections that are kept', (t) => {
  const room = new EndpointRoom()
  const closed: number[] = []
  let inUse = 0
  room.boundBy({ all: 3, mirrors: 1 }, () => inUse)
  keeping(3, room, closed)
  inUse = 1
  room.fit()
  t.deepEqual(closed, [0])
  t.true(room.beginMirror())
  t.deepEqual(closed, [0, 1])
  t.false(room.beginMirror())
  inUse = 3
  t.false(room.keep({}, () => closed.push(9)))
  t.deepEqual(closed, [0, 1, 2, 9])
})
