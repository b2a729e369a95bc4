import test from 'ava'
import { ArrivedBytes } from './arrived-bytes.ts'

test('parts of a chunk are put together, and one part alone stays where it is', (t) => {
  const chunk = Buffer.from('..one..two..three..')
  const arrived = new ArrivedBytes()
  t.true(arrived.isEmpty)
  arrived.add(chunk, 2, 5)
  const one = arrived.take()
  t.is(one.toString(), 'one')
  t.is(one.buffer, chunk.buffer)
  t.true(arrived.isEmpty)
  for (const [start, end] of [
    [2, 5],
    [7, 10],
    [12, 17],
  ] as const)
    arrived.add(chunk, start, end)
  t.is(arrived.take().toString(), 'onetwothree')
  arrived.add(chunk, 2, 5)
  t.is(arrived.take().toString(), 'one')
})

test('a part without bytes is none, and what is cleared is gone', (t) => {
  const arrived = new ArrivedBytes()
  arrived.add(Buffer.from('x'), 1, 1)
  t.true(arrived.isEmpty)
  arrived.add(Buffer.from('xy'), 0, 1)
  arrived.add(Buffer.from('xy'), 1, 2)
  arrived.clear()
  t.true(arrived.isEmpty)
})

test('a small part of a large chunk does not keep the chunk', (t) => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const arrived = new ArrivedBytes()
  arrived.add(chunk, 10, 20)
  t.not(arrived.take().buffer, chunk.buffer)
})

test('thousands of parts of a byte are all there, in order', (t) => {
  const chunk = Buffer.from(Array.from({ length: 5000 }, (_value, index) => index % 251))
  const arrived = new ArrivedBytes()
  for (let at = 0; at < chunk.length; at++) arrived.add(chunk, at, at + 1)
  t.deepEqual(arrived.take(), chunk)
})
