import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { AnswerBody } from './answer-body.ts'

function body() {
  const calls: string[] = []
  const stream = new AnswerBody({
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    onBodyClosed: () => void calls.push('closed'),
  })
  return { stream, calls }
}

test('what comes before it is asked for goes on as one, and the end comes last', async (t) => {
  const { stream, calls } = body()
  const shared = Buffer.alloc(3)
  for (const digit of '0123456789') {
    shared.write(`<${digit}>`)
    stream.add(shared, 1, 2)
  }
  stream.end()
  const chunks = await stream.toArray()
  t.deepEqual(chunks.map(String), ['0123456789'])
  t.is(calls.at(-1), 'closed')
})

test('what is asked for goes on at once, and is a copy', async (t) => {
  const { stream } = body()
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => seen.push(`${chunk}`))
  await turn()
  const shared = Buffer.from('ab')
  stream.add(shared, 0, 2)
  shared.fill('x')
  await turn()
  stream.add(shared, 0, 1)
  t.deepEqual(seen, ['ab', 'x'])
})

test('much that nobody reads has its source rest, until it is read', async (t) => {
  const { stream, calls } = body()
  const piece = Buffer.alloc(1024)
  for (let i = 0; i < 15; i++) stream.add(piece, 0, piece.length)
  t.deepEqual(calls, [])
  stream.add(piece, 0, piece.length)
  t.deepEqual(calls, ['pause'])
  t.is(stream.read()?.length, 16 * 1024)
  await turn()
  t.is(calls.at(-1), 'resume')
})

test('one that is cut before anybody listens ends no process, and is seen to be cut', async (t) => {
  const { stream, calls } = body()
  stream.destroy(new Error('cut'))
  while (!stream.closed) await turn()
  t.deepEqual(calls, ['closed'])
  t.is(stream.errored?.message, 'cut')
})
