// Thousands of connections that end at once do so one after the other.
import test from 'ava'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { endAtItsTurn } from './fair-ends.ts'

const count = 40

function work(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('of ends that come at once a turn has a few, later ones the rest', async (t) => {
  let ended = 0
  const sockets = Array.from({ length: count }, () => {
    const socket = new Socket()
    endAtItsTurn(socket)
    socket.resume().on('end', () => {
      work(1)
      ended++
    })
    return socket
  })
  await turn()
  for (const socket of sockets) {
    socket.push(null)
    // As where the system tells of each of them in a tick of its own.
    await new Promise<void>((resolve) => process.nextTick(resolve))
  }
  const byTurn: number[] = []
  for (let before = 0; before < count; before = ended) {
    await turn()
    byTurn.push(ended - before)
  }
  t.true(Math.max(...byTurn) <= 11, `${byTurn}`)
})

test('bytes come before the end', async (t) => {
  const seen: string[] = []
  const socket = new Socket()
  endAtItsTurn(socket)
  socket.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
  socket.on('end', () => seen.push('end'))
  socket.push(Buffer.from('one'))
  socket.push(Buffer.from('two'))
  socket.push(null)
  await turn()
  await turn()
  t.deepEqual(seen, ['one', 'two', 'end'])
})
